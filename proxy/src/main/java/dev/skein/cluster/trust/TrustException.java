package dev.skein.cluster.trust;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Credentials that can't be used; the message names file and reason, and never what is in a key. */
public final class TrustException extends Exception {

    TrustException(Path file, String reason, @Nullable Throwable cause) {
        super(file + ": " + reason, cause);
    }

    /** The message, which is never null here. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
