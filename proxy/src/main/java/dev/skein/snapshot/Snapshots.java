package dev.skein.snapshot;

/** The picture of the moment. Written by {@code control}, read by every request. */
public final class Snapshots {
    private volatile Snapshot current;
    private volatile boolean ready;

    public Snapshots(Snapshot first) {
        this.current = first;
    }

    public Snapshot current() {
        return current;
    }

    /** Whether whoever stands in front should send requests here. */
    public boolean ready() {
        return ready;
    }

    /** For whoever starts and stops the node. */
    public void ready(boolean now) {
        ready = now;
    }

    /** For {@code control} alone. */
    public void publish(Snapshot next) {
        current = next;
    }
}
