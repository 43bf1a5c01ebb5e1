package dev.skein.proxying;

import org.jspecify.annotations.Nullable;

/** What clients are told over TCP of HTTP/3 (RFC 7838), as it is at the moment. Set by the listener; for any thread. */
public final class Advertisement {
    private volatile byte @Nullable [] line;

    /** Takes a complete line; null: nothing is told. */
    public void say(byte @Nullable [] what) {
        line = what;
    }

    byte @Nullable [] line() {
        return line;
    }
}
