package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.Problem;
import dev.skein.config.TlsSettings;
import io.netty.handler.codec.quic.Quic;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether HTTP/3 can be had on this machine: QUIC is a native library's, which there is not for each. Any thread. */
public final class QuicLibrary {
    private QuicLibrary() {}

    /**
     * What stands against a listener's HTTP/3; null where nothing does, or it has none. Loads the library, which takes a
     * while the first time: never on an event loop.
     */
    public static @Nullable Problem missing(ListenerSettings listener) {
        return missing(listener, QuicLibrary::obstacle);
    }

    /** The same, of any machine: {@code obstacle} says nothing where the library loads. */
    static @Nullable Problem missing(ListenerSettings listener, Supplier<String> obstacle) {
        TlsSettings tls = listener.tls();
        if (tls == null || !tls.http3() || listener.tcp() != null) {
            return null;
        }
        String why = obstacle.get();
        return why.isEmpty()
                ? null
                : new Problem(
                        tls.place(),
                        "listeners." + listener.name() + ".tls.protocols",
                        "h3",
                        "h2 and http/1.1 only, since QUIC's library does not load here: " + why,
                        null);
    }

    private static String obstacle() {
        if (Quic.isAvailable()) {
            return "";
        }
        Throwable cause = Quic.unavailabilityCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "no reason is told" : String.valueOf(cause.getMessage());
    }
}
