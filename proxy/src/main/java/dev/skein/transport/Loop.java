package dev.skein.transport;

import dev.skein.model.Ticker;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * One event loop with what hangs on it: a number, a clock, a timer wheel. A client's connection and the connections to
 * servers that answer it live on one loop; nothing on the request path leaves it.
 */
public final class Loop {
    private static final long TICK_MILLIS = 20;

    private final int index;
    private final EventLoop eventLoop;
    private final Ticker ticker;
    private final TimerWheel wheel;
    private final ByteBufAllocator allocator;
    private volatile long lagNanos;

    Loop(int index, EventLoop eventLoop, Ticker ticker, ByteBufAllocator allocator) {
        this.index = index;
        this.eventLoop = eventLoop;
        this.ticker = ticker;
        this.allocator = allocator;
        this.wheel = new TimerWheel(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS), ticker.nanos());
    }

    void start() {
        eventLoop.execute(() -> {
            expected = ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
            var unused = eventLoop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private long expected;

    private void tick() {
        long now = ticker.nanos();
        lagNanos = Math.max(0, now - expected);
        expected = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        wheel.advance(now);
    }

    /** 0 to the number of loops less one: the slot for per-loop counters. */
    public int index() {
        return index;
    }

    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Confined to this loop. */
    public TimerWheel wheel() {
        return wheel;
    }

    public ByteBufAllocator allocator() {
        return allocator;
    }

    public Ticker ticker() {
        return ticker;
    }

    /** Monotonic nanoseconds. */
    public long now() {
        return ticker.nanos();
    }

    /** How late the latest tick came, in nanoseconds: work or waiting that held the loop. Readable from any thread. */
    public long lagNanos() {
        return lagNanos;
    }

    /** Runs at once when called on this loop, else as a task of it. */
    public void run(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }
}
