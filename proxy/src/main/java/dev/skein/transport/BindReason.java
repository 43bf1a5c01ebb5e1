package dev.skein.transport;

import java.net.BindException;

/** Why a socket could not be bound, in words that say what to do. */
public final class BindReason {
    private BindReason() {}

    /** The native transports tell of most by an exception of their own, and by the kernel's words. */
    public static String of(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("ermission denied")) {
            return "ports below 1024 need the capability CAP_NET_BIND_SERVICE (or root)";
        }
        if (text.contains("assign")) {
            return "this machine has no such address";
        }
        return cause instanceof BindException || text.contains("in use") ? "another process uses the address" : text;
    }
}
