package dev.skein.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a connection that this node could not make from one that the other side did not take. */
public final class Shortage {
    /** EMFILE, ENFILE, EADDRNOTAVAIL (no port left, or an address of ours that is gone), ENOBUFS, ENOMEM. */
    private static final List<String> TEXTS = List.of(
            "Too many open files",
            "Cannot assign requested address",
            "No buffer space available",
            "Cannot allocate memory");

    private Shortage() {}

    /** What the system was out of, if it refused a socket, a port or memory for it; null if it was something else. */
    public static @Nullable String of(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String text = cause.getMessage();
            for (String one : TEXTS) {
                if (text != null && text.contains(one)) {
                    return one;
                }
            }
        }
        return null;
    }
}
