package dev.skein.cli.pki;

import org.jspecify.annotations.Nullable;

/** Something that can't be done; the message is for the person at the terminal. */
public final class PkiException extends Exception {
    PkiException(String message) {
        this(message, null);
    }

    PkiException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
