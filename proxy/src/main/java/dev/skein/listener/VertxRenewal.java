package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.TlsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renewed certificates, taken up for new connections: looks at the files' times and sizes every now and then. Files that
 * can't be used change nothing and are told once. Any thread; one change at a time.
 */
final class VertxRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(VertxRenewal.class);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final List<HttpServer> servers;
    private @Nullable ListenerSettings settings;
    private String stamp = "";
    private long timer = NO_TIMER;
    private boolean closed;

    VertxRenewal(Vertx vertx, List<HttpServer> servers) {
        this.vertx = vertx;
        this.servers = servers;
    }

    /**
     * Reads the files for the first time.
     *
     * @throws IllegalArgumentException naming place, listener, file and reason
     */
    synchronized ServerSSLOptions begin(ListenerSettings listener, TlsSettings tls) {
        settings = listener;
        stamp = stampOf(tls);
        return VertxSetup.options(listener, tls, VertxCertificates.read(vertx, listener.name(), tls));
    }

    /** Looks again every now and then, as the settings say. */
    synchronized void schedule() {
        vertx.cancelTimer(timer);
        long millis = tls().reload().toMillis();
        timer = closed || millis == 0 ? NO_TIMER : vertx.setTimer(millis, now -> lookAside());
    }

    private void lookAside() {
        Callable<@Nullable Void> look = () -> {
            look();
            return null;
        };
        vertx.executeBlocking(look).onComplete(done -> schedule());
    }

    /** Looks now. */
    synchronized void look() {
        if (!closed && !stampOf(tls()).equals(stamp)) {
            update("certificates renewed");
        }
    }

    /** Other settings: what the handshake needs is read again at once. */
    synchronized void change(ListenerSettings next) {
        TlsSettings before = tls();
        settings = next;
        if (!before.protocols().equals(tls().protocols())
                || !before.handshakeTimeout().equals(tls().handshakeTimeout())) {
            LOG.warn("listener {}: other protocols and handshake-timeout take effect at the next start", next.name());
        }
        update("TLS changed");
        schedule();
    }

    private void update(String what) {
        ListenerSettings listener = Objects.requireNonNull(settings);
        // Told once for each state of the files, good or bad.
        stamp = stampOf(tls());
        try {
            ServerSSLOptions options =
                    VertxSetup.options(listener, tls(), VertxCertificates.read(vertx, listener.name(), tls()));
            servers.getFirst()
                    .updateSSLOptions(options, true)
                    .onSuccess(done -> LOG.info("listener {}: {}", listener.name(), what))
                    .onFailure(cause -> LOG.error(
                            "listener {}: the certificates before stay in use: {}", listener.name(), cause.toString()));
        } catch (IllegalArgumentException e) {
            LOG.error("listener {}: the certificates before stay in use: {}", listener.name(), e.getMessage());
        }
    }

    private TlsSettings tls() {
        return Objects.requireNonNull(Objects.requireNonNull(settings).tls());
    }

    private static String stampOf(TlsSettings tls) {
        StringBuilder all = new StringBuilder();
        for (TlsSettings.Certificate certificate : tls.certificates()) {
            all.append(stampOf(certificate.cert())).append(stampOf(certificate.key()));
        }
        Path authorities = tls.clientCa();
        return all.append(authorities == null ? "" : stampOf(authorities)).toString();
    }

    private static String stampOf(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey() + "\n";
        } catch (IOException e) {
            // In the middle of being replaced, perhaps: another state, which is told if it stays.
            return "gone\n";
        }
    }

    synchronized void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }
}
