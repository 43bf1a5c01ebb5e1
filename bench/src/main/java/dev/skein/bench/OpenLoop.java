package dev.skein.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends keep-alive GET requests by the clock, evenly spaced, however long the answers take, and prints one JSON line.
 * Latency counts from the time a request was <em>due</em>: a stall of the proxy is charged to every request that should
 * have been sent meanwhile, which a closed loop leaves out ("coordinated omission"; G. Tene, "How NOT to measure
 * latency", 2013).
 *
 * <p>{@code OpenLoop PORT RATE CONNECTIONS SECONDS WARM-UP-SECONDS}; latencies in milliseconds. One thread sends (it
 * sleeps until shortly before the due time, then spins), another waits in {@code select} and receives.
 */
final class OpenLoop {

    /** The kernel wakes a sleeper some 50 µs late; the rest is spun away. */
    private static final long SPIN_NANOS = 70_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<OpenLoopConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> overdue = new ArrayDeque<>();
    private final Histogram latency = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    private final Histogram lateness = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    private final long interval;
    private final long total;
    private final long warmUp;
    private long measureFrom;
    private final AtomicLong answered = new AtomicLong();
    private volatile @Nullable String error;

    private OpenLoop(long rate, long seconds, long warmUpSeconds) {
        interval = TimeUnit.SECONDS.toNanos(1) / rate;
        total = rate * (seconds + warmUpSeconds);
        warmUp = TimeUnit.SECONDS.toNanos(warmUpSeconds);
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        OpenLoop loop = new OpenLoop(Long.parseLong(args[1]), Long.parseLong(args[3]), Long.parseLong(args[4]));
        OpenLoopReceiver receiver = new OpenLoopReceiver(loop::answered, loop::failed);
        List<OpenLoopConnection> connections = receiver.connect(port, Integer.parseInt(args[2]));
        loop.idle.addAll(connections);
        Thread thread = new Thread(receiver, "receiver");
        thread.setDaemon(true);
        thread.start();
        loop.send();
        System.out.println(loop.report());
    }

    private void send() throws IOException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        measureFrom = start + warmUp;
        for (long i = 0; i < total && error == null; i++) {
            long due = start + i * interval;
            awaitTime(due);
            sendOne(due);
        }
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (answered.get() < total && error == null && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void sendOne(long due) throws IOException {
        OpenLoopConnection connection;
        lock.lock();
        try {
            connection = idle.poll();
            if (connection == null) {
                overdue.add(due);
            }
        } finally {
            lock.unlock();
        }
        if (connection != null) {
            connection.send(due);
        }
        if (due >= measureFrom) {
            lateness.recordValue(Math.max(0, System.nanoTime() - due));
        }
    }

    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** On the receiver's thread: the only writer of the latencies and the count. */
    private void answered(OpenLoopConnection connection) throws IOException {
        if (connection.due() >= measureFrom) {
            latency.recordValue(System.nanoTime() - connection.due());
        }
        Long next;
        lock.lock();
        try {
            next = overdue.poll();
            if (next == null) {
                idle.add(connection);
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            connection.send(next);
        }
        answered.incrementAndGet();
    }

    private void failed(String reason) {
        error = reason;
    }

    private String report() {
        String problem = error;
        if (problem == null && answered.get() < total) {
            problem = (total - answered.get()) + " unanswered";
        }
        return String.format(
                Locale.ROOT,
                "{\"answered\":%d,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f,\"late99\":%.3f,\"error\":\"%s\"}",
                answered.get(),
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getValueAtPercentile(99.9) / 1e6,
                latency.getMaxValue() / 1e6,
                lateness.getValueAtPercentile(99) / 1e6,
                problem == null ? "" : problem);
    }
}
