package dev.skein.admin;

import dev.skein.config.AdminSettings;
import dev.skein.config.HostPort;
import dev.skein.config.TlsSettings;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import dev.skein.transport.BindReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The admin listener: an event loop and two workers (for passwords) of its own. Opened, changed and closed by one thread at
 * a time; {@link #renew} may come from another one in between.
 */
public final class AdminServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;
    /** In the journal. */
    private static final String NAME = "admin listener";

    private final Vertx vertx;
    private final HttpServer server;
    private final InetSocketAddress address;
    private final Journal journal;
    private volatile AdminSettings settings;
    /** Of the certificates' files that were read last. */
    private String stamp;

    private AdminServer(NodeView node, AdminSettings settings) {
        this.settings = settings;
        this.journal = node.journal();
        this.stamp = stamp(settings);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        HostPort bind = Objects.requireNonNull(settings.bind());
        try {
            this.server = await(onLoop(node), settings);
            this.address = new InetSocketAddress(bind.host(), server.actualPort());
        } catch (IllegalArgumentException e) {
            vertx.close();
            throw e;
        }
    }

    /**
     * Binds and begins to answer.
     *
     * @param settings with a bind
     * @throws IllegalArgumentException saying what can't be bound, or which certificate can't be used, and why
     */
    public static AdminServer open(NodeView node, AdminSettings settings) {
        return new AdminServer(node, settings);
    }

    private Future<HttpServer> onLoop(NodeView node) {
        Context context = vertx.getOrCreateContext();
        return Future.future(promise -> context.runOnContext(start -> {
            Clients clients = new Clients(node.ticker(), () -> settings.clientTimeout());
            clients.watch(vertx);
            vertx.createHttpServer(AdminTls.options(settings))
                    .connectionHandler(clients::opened)
                    .requestHandler(router(node, context, clients))
                    .listen()
                    .onComplete(promise);
        }));
    }

    private Router router(NodeView node, Context context, Clients clients) {
        Router router = Router.router(vertx);
        Access access = new Access(vertx, node, () -> settings);
        Handler<RoutingContext> failed = access.named(Answers::failed);
        for (int status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, failed);
        }
        router.route().failureHandler(failed).handler(clients::begin);
        router.route().handler(new Audit(node.ticker(), node.journal())::watch);
        router.route().handler(new Guard(() -> settings)::check);
        router.route().handler(new Bodies(access)::read);
        router.route().handler(clients::whole);
        SessionApi signIn = new SessionApi(
                access,
                node.journal(),
                new ProviderDesk(context, node.ticker()),
                new Underway(new Seal(node.secrets(), node.ticker())));
        new Api(node, access, new Reports(node, context), signIn).mount(router);
        return router;
    }

    private static HttpServer await(Future<HttpServer> opening, AdminSettings settings) {
        try {
            return opening.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalArgumentException(
                    settings.place() + ": admin: " + settings.bind() + " (" + BindReason.of(cause) + ")", cause);
        } catch (TimeoutException e) {
            throw new IllegalArgumentException("admin: not open after " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("admin: interrupted", e);
        }
    }

    /** Whether other settings can take effect without binding anew. */
    public boolean keeps(AdminSettings next) {
        return Objects.equals(settings.bind(), next.bind()) && (settings.tls() == null) == (next.tls() == null);
    }

    /**
     * Reads the certificates, for new connections; also where the settings are the same: the files may be new ones.
     *
     * @throws IllegalArgumentException for one that can't be used; the old ones stay
     */
    public synchronized void certificates(AdminSettings next) {
        if (next.tls() != null) {
            String read = stamp(next);
            await(server.updateSSLOptions(AdminTls.sslOptions(next.tls()), true).map(server), next);
            stamp = read;
        }
    }

    /** Takes up certificates that were renewed on the disk; bad ones change nothing and are told once. Reads files. */
    public synchronized void renew() {
        AdminSettings now = settings;
        String found = stamp(now);
        if (found.equals(stamp)) {
            return;
        }
        try {
            certificates(now);
            journal.add(EventKind.CERTIFICATE_LOADED, NAME, "renewed");
        } catch (IllegalArgumentException e) {
            stamp = found;
            journal.add(EventKind.CERTIFICATE_REFUSED, NAME, String.valueOf(e.getMessage()));
        }
    }

    private static String stamp(AdminSettings settings) {
        TlsSettings tls = settings.tls();
        return tls == null ? "" : AdminTls.stamp(tls);
    }

    /** Other users and hosts, at once. */
    public void change(AdminSettings next) {
        settings = next;
    }

    /** The address bound. */
    public InetSocketAddress address() {
        return address;
    }

    /** http or https. */
    public String scheme() {
        return settings.tls() == null ? "http" : "https";
    }

    @Override
    public void close() {
        var unused = vertx.close();
    }
}
