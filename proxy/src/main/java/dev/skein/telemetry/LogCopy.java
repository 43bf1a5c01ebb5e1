package dev.skein.telemetry;

/** Whoever else gets the lines of the access log: a port. Called on the log's own thread; must not wait. */
@FunctionalInterface
public interface LogCopy {
    /** Whole lines, each with its end; read at once, not kept. */
    void take(byte[] bytes, int length);
}
