package dev.skein.acme;

import org.jspecify.annotations.Nullable;

/** What an authority did not do, and why. */
final class AuthorityException extends Exception {
    /** What follows from it. */
    enum Kind {
        /** Nothing was decided: it can't be reached, or has a fault of its own. */
        BUSY,
        /** It wants to be left alone for a while. */
        LIMITED,
        /** It won't. */
        REFUSED,
        /** It does not know the account. */
        NO_ACCOUNT
    }

    private final Kind kind;
    private final long until;

    /** @param until when it may be asked again, in milliseconds since 1970; 0: it did not say */
    AuthorityException(Kind kind, String message, long until, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.until = until;
    }

    Kind kind() {
        return kind;
    }

    long until() {
        return until;
    }

    /** The message, which is never null here. */
    String text() {
        return String.valueOf(getMessage());
    }
}
