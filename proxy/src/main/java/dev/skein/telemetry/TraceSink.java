package dev.skein.telemetry;

/** Where recorded traces go: a port to whoever collects them. */
@FunctionalInterface
public interface TraceSink {
    /** Takes one, or drops it and counts that. On an event loop: neither waits nor throws. */
    void offer(Traced trace);
}
