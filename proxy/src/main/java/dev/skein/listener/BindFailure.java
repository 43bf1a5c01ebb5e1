package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import java.net.BindException;

/** Why a listener could not be opened, in words that say what to do. */
final class BindFailure {
    private BindFailure() {}

    static IllegalArgumentException of(ListenerSettings settings, Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        String why;
        if (text.contains("ermission denied")) {
            why = "ports below 1024 need the capability CAP_NET_BIND_SERVICE (or root)";
        } else if (cause instanceof BindException || text.contains("in use")) {
            why = text.contains("assign") ? "this machine has no such address" : "another process uses the address";
        } else {
            why = text;
        }
        return new IllegalArgumentException(
                settings.place() + ": listeners." + settings.name() + ".bind: " + settings.bind() + " (" + why + ")",
                cause);
    }
}
