package dev.skein.transport;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What encrypts: BoringSSL costs a third of the JDK's engine for each handshake and half for each byte, the JDK's works
 * everywhere.
 *
 * @param server for connections of clients
 * @param client for connections to servers
 * @param name {@code boringssl} or {@code jdk}
 * @param reason why this one, for the log
 */
public record TlsProvider(SslProvider server, SslProvider client, String name, String reason) {

    /**
     * Chooses by configuration and by what the machine allows. Loads the native library, which takes a while the first time.
     *
     * @param wanted {@code auto}, {@code native} or {@code jdk}
     * @throws IllegalArgumentException where {@code native} is demanded and can't be had
     */
    public static TlsProvider choose(String wanted) {
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "jdk" -> jdk("chosen by tls-provider = jdk");
            case "native" -> {
                if (!OpenSsl.isAvailable()) {
                    throw new IllegalArgumentException(
                            "node.tls-provider: native (expected: auto or jdk, since BoringSSL's library does not load"
                                    + " here"
                                    + because() + ")");
                }
                yield boringSsl("chosen by tls-provider = native");
            }
            default ->
                OpenSsl.isAvailable()
                        ? boringSsl("its library loads")
                        : jdk("BoringSSL's library does not load here" + because());
        };
    }

    private static TlsProvider boringSsl(String reason) {
        // Counted references towards clients: finalizers would make each short connection work for the collector.
        return new TlsProvider(SslProvider.OPENSSL_REFCNT, SslProvider.OPENSSL, "boringssl", reason);
    }

    private static TlsProvider jdk(String reason) {
        return new TlsProvider(SslProvider.JDK, SslProvider.JDK, "jdk", reason);
    }

    /** Whether this is BoringSSL. */
    public boolean isNative() {
        return server != SslProvider.JDK;
    }

    private static String because() {
        Throwable cause = OpenSsl.unavailabilityCause();
        @Nullable String message = cause == null ? null : cause.getMessage();
        return message == null ? "" : ": " + message;
    }
}
