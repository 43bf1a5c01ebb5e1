package dev.skein.snapshot;

/** The picture of the moment. Written by {@code control}, read by every request. */
public final class Snapshots {
    private volatile Snapshot current;

    public Snapshots(Snapshot first) {
        this.current = first;
    }

    public Snapshot current() {
        return current;
    }

    /** For {@code control} alone. */
    public void publish(Snapshot next) {
        current = next;
    }
}
