package dev.skein.access;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for what takes too long for an event loop. They refuse what would wait too long. */
public final class Workers {
    private static final int MOST_HASHES = 128;
    private static final int MOST_TOKENS = 1024;

    private Workers() {}

    /** Hashing passwords: half of the processors at the most, and none while nobody logs in. */
    public static Executor hashing() {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_HASHES),
                Thread.ofPlatform().name("skein-passwords-", 0).daemon(true).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Looking at tokens: short, but for keys that have to be fetched. */
    public static Executor waiting() {
        AtomicInteger busy = new AtomicInteger();
        return task -> {
            if (busy.incrementAndGet() > MOST_TOKENS) {
                busy.decrementAndGet();
                throw new RejectedExecutionException(MOST_TOKENS + " are under way");
            }
            Thread.ofVirtual().name("skein-tokens").start(() -> {
                try {
                    task.run();
                } finally {
                    busy.decrementAndGet();
                }
            });
        };
    }
}
