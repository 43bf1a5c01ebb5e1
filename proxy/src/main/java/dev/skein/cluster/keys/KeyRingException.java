package dev.skein.cluster.keys;

import org.jspecify.annotations.Nullable;

/** A key ring that can't be read; the message says why and what to do, and never shows a key. */
public final class KeyRingException extends Exception {
    public KeyRingException(String message) {
        this(message, null);
    }

    KeyRingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The message, which is never null here. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
