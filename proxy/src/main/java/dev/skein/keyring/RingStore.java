package dev.skein.keyring;

import dev.skein.cluster.keys.ClusterSecret;
import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRing;
import dev.skein.cluster.keys.KeyRingException;
import dev.skein.cluster.keys.KeyRingFile;
import dev.skein.cluster.keys.SealedRing;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The key ring on this node's disk: the one in use, and the last few that somebody proposed, of which one counts once the
 * register names it. One thread at a time; blocks while it reads and writes.
 */
public final class RingStore {
    private static final int SLOTS = 4;

    private final ClusterSecret secret;
    private final String cluster;
    private final KeyRingFile file;
    private final List<KeyRingFile> proposed;
    private final SecureRandom random = new SecureRandom();
    /** What each of these files holds: the next one may come before it is known here that the last one counts. */
    private final KeyRing[] candidates = new KeyRing[SLOTS];

    private volatile KeyRing ring;

    /** @throws IOException if there is one that can't be used; says what to do */
    public RingStore(Path data, ClusterSecret secret, String cluster) throws IOException {
        this.secret = secret;
        this.cluster = cluster;
        this.file = new KeyRingFile(data, secret, cluster);
        Path beside = data.resolve("proposed");
        this.proposed = IntStream.range(0, SLOTS)
                .mapToObj(slot -> slot == 0 ? beside : beside.resolve(Integer.toString(slot)))
                .map(directory -> new KeyRingFile(directory, secret, cluster))
                .toList();
        try {
            this.ring = file.read();
            for (int slot = 0; slot < SLOTS; slot++) {
                candidates[slot] = proposed.get(slot).read();
            }
        } catch (KeyRingException e) {
            throw new IOException(e.text(), e);
        }
    }

    /** The one in use; {@link KeyRing#EMPTY} before the first. Any thread. */
    public KeyRing ring() {
        return ring;
    }

    /** As it goes to other nodes. */
    byte[] seal(KeyRing any) {
        return SealedRing.seal(any, secret, cluster, random);
    }

    /** The ring of that hash if it is here, in use or proposed; else null. */
    byte @Nullable [] find(String hash) {
        KeyRing known = ring.hash().equals(hash) ? ring : candidate(hash);
        return known == null ? null : seal(known);
    }

    KeyRing open(byte[] sealed) throws KeyRingException {
        return SealedRing.open(sealed, secret, cluster);
    }

    /** Keeps a ring that may come to count, and returns when it would survive a power cut. */
    void propose(KeyRing next) throws KeyRingException {
        int oldest = 0;
        for (int slot = 1; slot < SLOTS; slot++) {
            oldest = candidates[slot].version() < candidates[oldest].version() ? slot : oldest;
        }
        proposed.get(oldest).write(next);
        candidates[oldest] = next;
    }

    private @Nullable KeyRing candidate(String hash) {
        for (KeyRing one : candidates) {
            if (one.hash().equals(hash)) {
                return one;
            }
        }
        return null;
    }

    /** The next one if it is due. */
    KeyRing rotated(long epochMillis) {
        return ring.rotated(epochMillis, random);
    }

    /** The next one, with a new key for each purpose from then on, and at will without the present ones. */
    KeyRing changed(long from, Set<KeyPurpose> purposes, boolean revoke) {
        KeyRing next = ring;
        for (KeyPurpose purpose : purposes) {
            next = revoke ? next.replaced(purpose, from, random) : next.renewed(purpose, from, random);
        }
        return new KeyRing(ring.version() + 1, next.keys(), ring.entries());
    }

    /** Takes the proposed ring into use if it is the one with that hash; whether the ring with that hash is in use now. */
    boolean take(String hash) throws KeyRingException {
        KeyRing next = ring.hash().equals(hash) ? null : candidate(hash);
        if (next != null) {
            file.write(next);
            ring = next;
        }
        return ring.hash().equals(hash);
    }
}
