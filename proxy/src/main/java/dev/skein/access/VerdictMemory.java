package dev.skein.access;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts about credentials, for a time and up to a number; and those that are being found, so that many requests with the
 * same credentials cost one look. For any thread, without locks where requests are.
 */
final class VerdictMemory {
    private static final int WAYS = 4;
    /** So that one who tries the same wrong password all the time does not have it hashed all the time. */
    private static final long REFUSAL_MILLIS = 5_000;

    private final AtomicReferenceArray<@Nullable Entry> table;
    private final int mask;
    private final Executor workers;
    private final ConcurrentHashMap<Digest, List<Consumer<Verdict>>> underWay = new ConcurrentHashMap<>();

    private record Entry(byte[] digest, Verdict verdict, long until) {
        long worth(long now) {
            return until <= now ? 0 : verdict instanceof Verdict.Granted ? until : 1;
        }
    }

    /** A verdict and until when it holds, in milliseconds since 1970. */
    record Timed(Verdict verdict, long until) {}

    /**
     * Starts empty.
     *
     * @param workers where verdicts are found; refuses where there is too much to do
     */
    VerdictMemory(int entries, Executor workers) {
        int size = Integer.highestOneBit(Math.max(WAYS, entries) * 2 - 1);
        table = new AtomicReferenceArray<>(size);
        mask = size - 1;
        this.workers = workers;
    }

    private int slot(byte[] digest, int way) {
        int hash = (digest[0] & 0xff) << 24 | (digest[1] & 0xff) << 16 | (digest[2] & 0xff) << 8 | digest[3] & 0xff;
        return hash + way & mask;
    }

    @Nullable
    Verdict find(byte[] digest, long now) {
        for (int way = 0; way < WAYS; way++) {
            Entry entry = table.getAcquire(slot(digest, way));
            if (entry != null && entry.until > now && MessageDigest.isEqual(entry.digest, digest)) {
                return entry.verdict;
            }
        }
        return null;
    }

    private void keep(byte[] digest, Timed found, long now) {
        long until = found.verdict instanceof Verdict.Granted ? found.until : now + REFUSAL_MILLIS;
        int victim = slot(digest, 0);
        long least = Long.MAX_VALUE;
        for (int way = 0; way < WAYS; way++) {
            Entry entry = table.getAcquire(slot(digest, way));
            long worth = entry == null || MessageDigest.isEqual(entry.digest, digest) ? -1 : entry.worth(now);
            if (worth < least) {
                least = worth;
                victim = slot(digest, way);
            }
        }
        table.setRelease(victim, new Entry(digest, found.verdict, until));
    }

    /** Forgets all. */
    void clear() {
        for (int i = 0; i <= mask; i++) {
            table.setRelease(i, null);
        }
    }

    /** Has a verdict found, by one worker however many ask. */
    void find(Digest digest, long now, Supplier<Timed> work, Consumer<Verdict> then) {
        boolean[] first = new boolean[1];
        underWay.compute(digest, (key, waiting) -> {
            List<Consumer<Verdict>> all = waiting == null ? new ArrayList<>(1) : waiting;
            first[0] = waiting == null;
            all.add(then);
            return all;
        });
        if (!first[0]) {
            return;
        }
        try {
            workers.execute(() -> found(digest, now, work));
        } catch (RejectedExecutionException e) {
            tell(digest, new Verdict.Undecided("too many credentials to verify", e));
        }
    }

    private void found(Digest digest, long now, Supplier<Timed> work) {
        Verdict verdict;
        try {
            Timed timed = work.get();
            verdict = timed.verdict;
            if (!(verdict instanceof Verdict.Undecided)) {
                keep(digest.bytes(), timed, now);
            }
        } catch (RuntimeException e) {
            verdict = new Verdict.Undecided("verifying credentials: " + e, e);
        }
        tell(digest, verdict);
    }

    private void tell(Digest digest, Verdict verdict) {
        List<Consumer<Verdict>> all = underWay.remove(digest);
        if (all != null) {
            all.forEach(one -> one.accept(verdict));
        }
    }
}
