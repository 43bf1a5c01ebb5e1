package dev.skein.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one server. They outlive snapshots: whoever builds a new set carries them over by
 * {@link dev.skein.model.ServerKey}.
 *
 * <p><b>Layout.</b> Each event loop has a row of its own that only it writes, 128 bytes apart, so that two loops never write
 * one cache line and no counter needs an atomic instruction. The number that picks compare, requests in flight, is
 * mirrored into one compact array, a cell per loop: a pick over many servers then touches one line per server (sixteen
 * loops fit in it) instead of one per server and loop, and a writer never waits for that line, as it only stores into it
 * and keeps the count itself in its own row. A reader sees the cells of other loops a moment late, which least-connections
 * can bear; its own it sees exactly.
 *
 * <p>Methods with a {@code loop} must be called on that event loop; those without, on any thread. Memory: about
 * 140 bytes per loop and server.
 */
public final class ServerLoad {
    /** What a failed attempt counts as for {@link #latencyNanos(long)}: a server that fails fast must not look fast. */
    static final long FAILURE_NANOS = 1_000_000_000L;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle REMOTE = field("remote");
    private static final VarHandle SLOTS = field("slots");

    private static final int ROW = 16;
    private static final int IN_FLIGHT = 0;
    private static final int CONNECTIONS = 1;
    private static final int PICKS = 2;
    private static final int FAILURES = 3;
    private static final int BOUND = 4;
    private static final int SESSIONS = 5;

    private final int loops;
    private final long[] rows;
    private final int[] inFlight;
    private final long[] latency;

    @SuppressWarnings("UnusedVariable") // written through its handle
    private int remote;

    @SuppressWarnings("UnusedVariable") // written through its handle
    private int slots;

    /** @param loops number of event loops, at least 1 */
    public ServerLoad(int loops) {
        if (loops < 1) {
            throw new IllegalArgumentException("loops: " + loops + " (expected: at least 1)");
        }
        this.loops = loops;
        this.rows = new long[loops * ROW];
        this.inFlight = new int[loops];
        this.latency = new long[loops];
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(ServerLoad.class, name, int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A request was given to the server: one more pick, one more in flight. */
    public void started(int loop) {
        add(loop, PICKS, 1);
        inFlight(loop, 1);
    }

    /** The attempt that {@link #started} counted is over, however it ended. Exactly once each. */
    public void ended(int loop) {
        inFlight(loop, -1);
    }

    /** The attempt failed through the server's fault ({@link dev.skein.model.Failure#serverFault()}). */
    public void failed(int loop, long now) {
        add(loop, FAILURES, 1);
        latency(loop, FAILURE_NANOS, now);
    }

    /** A connection to the server was opened (+1) or closed (-1). */
    public void connections(int loop, int delta) {
        add(loop, CONNECTIONS, delta);
    }

    /** A request was given to the server because its session is bound to it. */
    public void bound(int loop) {
        add(loop, BOUND, 1);
    }

    /** A new session was bound to the server: a cookie was handed out, or a key pinned. */
    public void session(int loop) {
        add(loop, SESSIONS, 1);
    }

    /**
     * An attempt took this long, from sending the request to the head of the response.
     *
     * @param now the {@link dev.skein.model.Ticker#nanos()} of the moment
     */
    public void latency(int loop, long nanos, long now) {
        LONGS.setOpaque(latency, loop, PeakEwma.observe((long) LONGS.getOpaque(latency, loop), nanos, now));
    }

    /** Requests in flight on all loops of this node, and those that other nodes reported. Never negative. */
    public int inFlight() {
        return Math.max(0, localInFlight() + remoteInFlight());
    }

    /** Requests in flight on all loops of this node. */
    public int localInFlight() {
        int sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            sum += (int) INTS.getOpaque(inFlight, loop);
        }
        return sum;
    }

    /** Requests in flight through other nodes, as last reported; 0 on a node alone. */
    public int remoteInFlight() {
        return (int) REMOTE.getOpaque(this);
    }

    /** Set by the cluster from load reports. */
    public void remoteInFlight(int count) {
        REMOTE.setOpaque(this, count);
    }

    /**
     * Expected time to the head of a response, nanoseconds: the highest of the loops' peak-sensitive moving averages, so
     * that trouble one loop has met is heeded by all. 0 where nothing is known, or nothing was heard for long.
     */
    public float latencyNanos(long now) {
        float highest = 0;
        for (int loop = 0; loop < loops; loop++) {
            highest = Math.max(highest, PeakEwma.value((long) LONGS.getOpaque(latency, loop), now));
        }
        return highest;
    }

    /**
     * Takes a place at a server with {@code max-connections}. One atomic count for all loops; servers without a limit
     * never come here.
     *
     * @return whether a place was free; then {@link #release()} must follow exactly once
     */
    public boolean tryAcquire(int limit) {
        int held = (int) SLOTS.getOpaque(this);
        while (held < limit) {
            int seen = (int) SLOTS.compareAndExchange(this, held, held + 1);
            if (seen == held) {
                return true;
            }
            held = seen;
        }
        return false;
    }

    /** Gives a place back. */
    public void release() {
        SLOTS.getAndAdd(this, -1);
    }

    /** Places taken at the moment. */
    public int acquired() {
        return (int) SLOTS.getOpaque(this);
    }

    /** Open connections of this node. */
    public long connections() {
        return sum(CONNECTIONS);
    }

    /** Attempts since the counters were made. */
    public long picks() {
        return sum(PICKS);
    }

    public long failures() {
        return sum(FAILURES);
    }

    /** Attempts made because a session was bound. */
    public long boundPicks() {
        return sum(BOUND);
    }

    /** Sessions bound. */
    public long sessions() {
        return sum(SESSIONS);
    }

    private void inFlight(int loop, int delta) {
        int cell = loop * ROW + IN_FLIGHT;
        long count = rows[cell] + delta;
        rows[cell] = count;
        INTS.setOpaque(inFlight, loop, (int) count);
    }

    private void add(int loop, int counter, int delta) {
        int cell = loop * ROW + counter;
        LONGS.setOpaque(rows, cell, rows[cell] + delta);
    }

    private long sum(int counter) {
        long sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            sum += (long) LONGS.getOpaque(rows, loop * ROW + counter);
        }
        return sum;
    }
}
