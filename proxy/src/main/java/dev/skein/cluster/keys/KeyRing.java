package dev.skein.cluster.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All keys of a cluster at one moment. Immutable.
 *
 * <p>Which key is used follows from the ring and the time alone, so nodes with the same ring agree as far as their clocks
 * do; a key is recognised before it is used and long after, so that they need not agree.
 *
 * @param version grows with each change that somebody made
 * @param keys sorted by purpose, then by activeFrom, then by id
 * @param entries other secrets, by name: names are unique
 */
public record KeyRing(long version, List<RingKey> keys, List<RingEntry> entries) {
    /** Of each key: as much as the strongest user takes. */
    public static final int SECRET_BYTES = 32;

    private static final Comparator<RingKey> ORDER = Comparator.comparing(RingKey::purpose)
            .thenComparingLong(RingKey::activeFrom)
            .thenComparingLong(RingKey::id);

    /**
     * For so long a revoked key is recognised after the new one is used: nodes look at the time now and then, and their
     * clocks differ a little. Without it they would not hear each other's heartbeats meanwhile.
     */
    public static final long OVERLAP_MILLIS = 5_000;

    /** No key yet. */
    public static final KeyRing EMPTY = new KeyRing(0, List.of(), List.of());

    /** Sorted, so that equal rings are equal values. */
    public KeyRing {
        keys = keys.stream().sorted(ORDER).toList();
        entries = entries.stream().sorted(Comparator.comparing(RingEntry::name)).toList();
    }

    /** One with the same entries. */
    KeyRing next(List<RingKey> others) {
        return new KeyRing(version + 1, others, entries);
    }

    /** The secret of that name; null where there is none. */
    public byte @Nullable [] entry(String name) {
        for (RingEntry entry : entries) {
            if (entry.name().equals(name)) {
                return entry.value();
            }
        }
        return null;
    }

    /** The ring with other secrets of these names; without those that are empty. */
    public KeyRing with(Map<String, byte[]> changes) {
        List<RingEntry> next = new ArrayList<>();
        entries.stream().filter(entry -> !changes.containsKey(entry.name())).forEach(next::add);
        changes.forEach((name, value) -> {
            if (value.length > 0) {
                next.add(new RingEntry(name, value));
            }
        });
        return new KeyRing(version + 1, keys, next);
    }

    /**
     * Keys for one purpose: the one to use first, then all others to recognise, newest first. The first is the latest whose
     * time has come; where none's has (a clock far behind), the earliest. Empty when there is none.
     */
    public List<RingKey> keys(KeyPurpose purpose, long epochMillis) {
        List<RingKey> alive = new ArrayList<>();
        for (RingKey key : keys.reversed()) {
            if (key.purpose() == purpose && key.retireAt() > epochMillis) {
                alive.add(key);
            }
        }
        int use = alive.size() - 1;
        for (int at = alive.size() - 1; at >= 0 && alive.get(at).activeFrom() <= epochMillis; at--) {
            use = at;
        }
        if (use > 0) {
            alive.addFirst(alive.remove(use));
        }
        return alive;
    }

    /** Their secrets alone, in that order: what signers of cookies take. */
    public List<byte[]> secrets(KeyPurpose purpose, long epochMillis) {
        return keys(purpose, epochMillis).stream().map(RingKey::secret).toList();
    }

    /** Whether {@link #rotated} would change something; for whoever asks the cluster to agree on a change. */
    public boolean isRotationDue(long epochMillis) {
        for (KeyPurpose purpose : KeyPurpose.values()) {
            if (nextActiveFrom(purpose, epochMillis) >= 0) {
                return true;
            }
        }
        return keys.stream().anyMatch(key -> key.retireAt() <= epochMillis);
    }

    /**
     * The ring as it should be now: next keys for purposes whose latest one ends within its lead, none that are over.
     *
     * @param random where new keys come from
     * @return this ring when nothing is due
     */
    public KeyRing rotated(long epochMillis, SecureRandom random) {
        if (!isRotationDue(epochMillis)) {
            return this;
        }
        List<RingKey> next = new ArrayList<>(
                keys.stream().filter(key -> key.retireAt() > epochMillis).toList());
        for (KeyPurpose purpose : KeyPurpose.values()) {
            long from = nextActiveFrom(purpose, epochMillis);
            if (from >= 0) {
                next.add(make(purpose, epochMillis, from, random));
            }
        }
        return next(next);
    }

    /** A new key ahead of its time, used from then on; the present ones stay recognised as long as they would have been. */
    public KeyRing renewed(KeyPurpose purpose, long from, SecureRandom random) {
        List<RingKey> next = new ArrayList<>(keys);
        next.add(make(purpose, from, from, random));
        return next(next);
    }

    /**
     * A key may be known to others: a new one at once, and soon ({@link #OVERLAP_MILLIS}) none of the present ones is
     * recognised any more. Sessions bound by cookie start anew.
     */
    public KeyRing replaced(KeyPurpose purpose, long epochMillis, SecureRandom random) {
        List<RingKey> next = new ArrayList<>();
        for (RingKey key : keys) {
            next.add(key.purpose() == purpose ? key.retiredBy(epochMillis + OVERLAP_MILLIS) : key);
        }
        next.add(make(purpose, epochMillis, epochMillis, random));
        return next(next);
    }

    /** SHA-256 of all of it, in hexadecimal: what the cluster agrees on, in place of the ring itself. */
    public String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(KeyRingCodec.encode(this)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: every JDK must have it", e);
        }
    }

    /** When the next key should take over, if it is time to make it; else -1. */
    private long nextActiveFrom(KeyPurpose purpose, long epochMillis) {
        long ends = Long.MIN_VALUE;
        for (RingKey key : keys) {
            if (key.purpose() == purpose && key.retireAt() > epochMillis) {
                ends = Math.max(ends, key.activeFrom() + purpose.period().toMillis());
            }
        }
        if (ends == Long.MIN_VALUE) {
            return epochMillis;
        }
        return ends - epochMillis <= purpose.lead().toMillis() ? Math.max(ends, epochMillis) : -1;
    }

    private static RingKey make(KeyPurpose purpose, long now, long from, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        long retire = from + purpose.period().toMillis() + purpose.tail().toMillis();
        return new RingKey(purpose, random.nextLong(), secret, now, from, retire);
    }

    @Override
    public String toString() {
        return "KeyRing " + version + " " + keys + " " + entries;
    }
}
