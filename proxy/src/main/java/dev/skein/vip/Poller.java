package dev.skein.vip;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Waits for several sockets and for {@link #wake()}. Of one thread, but for that. */
final class Poller implements AutoCloseable {
    private static final int ENTRY = 8;
    private static final int MOST = 8;
    private static final long MILLI = 1_000_000;
    private static final long LONGEST_MILLIS = 60_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(Libc.stateLayout());
    private final MemorySegment entries = arena.allocate((long) ENTRY * MOST, 8);
    private final MemorySegment signals = arena.allocate(8, 8);
    private final int event;
    private int count;
    /** Guards against a signal to a descriptor that is closed and perhaps somebody else's by now. */
    private boolean open = true;

    Poller() throws KernelException {
        this.event = Libc.eventDescriptor(state);
        if (event < 0) {
            arena.close();
            throw new KernelException("eventfd", -event, "");
        }
        add(event);
    }

    /** At most seven; returns its place, for {@link #ready(int)}. */
    int add(int descriptor) {
        if (count == MOST) {
            throw new IllegalStateException("more than " + MOST + " descriptors");
        }
        entries.set(ValueLayout.JAVA_INT, (long) count * ENTRY, descriptor);
        entries.set(ValueLayout.JAVA_SHORT, (long) count * ENTRY + 4, Libc.POLLIN);
        return count++;
    }

    /** At most that long, rounded up to milliseconds; earlier if one is ready or somebody called {@link #wake()}. */
    void await(long nanos) throws KernelException {
        long millis = Math.clamp((nanos + MILLI - 1) / MILLI, 0, LONGEST_MILLIS);
        int ready = Libc.poll(state, entries, count, (int) millis);
        if (ready < 0 && ready != -Errno.EINTR) {
            throw new KernelException("poll", -ready, "");
        }
        if (ready > 0 && ready(0)) {
            Libc.takeSignals(event, signals);
        }
    }

    /** Whether the last {@link #await} found something to read, or an error. */
    boolean ready(int place) {
        return entries.get(ValueLayout.JAVA_SHORT, (long) place * ENTRY + 6) != 0;
    }

    /** By any thread. */
    synchronized void wake() {
        if (open) {
            Libc.signal(event);
        }
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            Libc.close(state, event);
            arena.close();
        }
    }
}
