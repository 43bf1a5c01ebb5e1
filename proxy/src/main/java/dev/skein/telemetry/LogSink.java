package dev.skein.telemetry;

import java.io.IOException;

/** Where the access log goes: a port to disk or standard output. Called on the log's own thread only; may block it. */
public interface LogSink {

    /** Writes all of it, or throws. */
    void write(byte[] bytes, int length) throws IOException;

    /** Opens the target anew, after a rotation moved the file away. */
    void reopen() throws IOException;

    /** Closes the target. */
    void close() throws IOException;
}
