package dev.skein.listener;

import dev.skein.config.TlsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of one listener, and which of them answers which name: an exact one before a wildcard, the first listed
 * where none fits. Immutable.
 */
final class VertxCertificates implements KeyCertOptions {
    private final KeyManagerFactory first;
    private final Map<String, KeyManagerFactory> byName = new HashMap<>();

    private VertxCertificates(List<VertxCertificate> certificates) {
        first = certificates.getFirst().keys();
        for (VertxCertificate certificate : certificates) {
            certificate.names().forEach(name -> byName.putIfAbsent(name, certificate.keys()));
        }
    }

    /**
     * Reads all of them.
     *
     * @throws IllegalArgumentException naming place, listener, file and reason
     */
    static VertxCertificates read(Vertx vertx, String listener, TlsSettings settings) {
        List<VertxCertificate> read = new ArrayList<>();
        for (TlsSettings.Certificate certificate : settings.certificates()) {
            read.add(VertxCertificate.read(vertx, listener, certificate));
        }
        return new VertxCertificates(read);
    }

    @Override
    public KeyCertOptions copy() {
        return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) {
        return first;
    }

    @Override
    public Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
        return this::ofName;
    }

    private KeyManagerFactory ofName(@Nullable String asked) {
        if (asked == null) {
            return first;
        }
        String name = asked.toLowerCase(Locale.ROOT);
        KeyManagerFactory exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? first : byName.getOrDefault("*" + name.substring(dot), first);
    }
}
