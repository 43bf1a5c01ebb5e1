package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.transport.BindReason;

/** Why a listener could not be opened. */
final class BindFailure {
    private BindFailure() {}

    static IllegalArgumentException of(ListenerSettings settings, Throwable cause) {
        return new IllegalArgumentException(
                settings.place() + ": listeners." + settings.name() + ".bind: " + settings.bind() + " ("
                        + BindReason.of(cause) + ")",
                cause);
    }
}
