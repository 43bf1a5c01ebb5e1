package dev.skein.proxying;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether the heap is full of what is really in use: by what the last collection left over, and not by what has died since
 * and only waits for the next one. For one thread.
 */
final class HeapRoom {
    private static final double FULL = 0.9;
    /** Room again: not with the first request that has gone, to be full again with the next that comes. */
    private static final double ROOM = 0.85;
    /** For so long: what is kept for good may take as much. */
    private static final long SETTLING = TimeUnit.SECONDS.toNanos(10);
    /** Where nothing comes any more nothing is collected either: without asking it would be full for ever. */
    private static final long ASKED_EVERY = TimeUnit.SECONDS.toNanos(5);

    private final Heap heap;
    private boolean full;
    private long askedNanos;
    /** Since when it is. */
    private long fullNanos;

    /** The heap of a process. */
    interface Heap {
        /** Share of its room that is in use, 0 to 1, what has died included. */
        double used();

        /** The same, as the last collection of it left it. */
        double left();

        /** Has it collected, now or a little later. */
        void collect();
    }

    HeapRoom(Heap heap) {
        this.heap = heap;
    }

    /** Of this JVM. */
    static HeapRoom ofJvm() {
        return new HeapRoom(new Pools(
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .toList(),
                new AtomicBoolean()));
    }

    /** Looks; some ten microseconds. */
    boolean full(long now) {
        double most = full && now - fullNanos < SETTLING ? ROOM : FULL;
        boolean is = heap.used() >= most && heap.left() >= most;
        if (is && full && now - askedNanos >= ASKED_EVERY) {
            askedNanos = now;
            heap.collect();
            is = heap.left() >= most;
        } else if (is && !full) {
            askedNanos = now;
            fullNanos = now;
        }
        full = is;
        return is;
    }

    private record Pools(List<MemoryPoolMXBean> beans, AtomicBoolean collecting) implements Heap {
        @Override
        public double used() {
            return share(MemoryPoolMXBean::getUsage);
        }

        @Override
        public double left() {
            return share(Pools::left);
        }

        /** Beside the loop that looks: a collector that works beside the program has only its caller wait, for seconds. */
        @Override
        public void collect() {
            if (collecting.compareAndSet(false, true)) {
                Thread.ofPlatform().daemon().name("skein-heap").start(() -> {
                    System.gc();
                    collecting.set(false);
                });
            }
        }

        private static @Nullable MemoryUsage left(MemoryPoolMXBean pool) {
            // G1 goes over its old part piece by piece: it has no such figure, and does not let it fill up with the
            // dead.
            boolean told = pool.isCollectionUsageThresholdSupported()
                    && !pool.getName().equals("G1 Old Gen");
            return told ? pool.getCollectionUsage() : pool.getUsage();
        }

        private double share(Function<MemoryPoolMXBean, @Nullable MemoryUsage> which) {
            long used = 0;
            for (MemoryPoolMXBean pool : beans) {
                MemoryUsage usage = which.apply(pool);
                used += usage == null ? 0 : usage.getUsed();
            }
            return (double) used / Runtime.getRuntime().maxMemory();
        }
    }
}
