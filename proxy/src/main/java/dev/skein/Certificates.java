package dev.skein;

import dev.skein.acme.Acme;
import dev.skein.cluster.Agreed;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.OwnRegister;
import dev.skein.config.Settings;
import dev.skein.config.TlsSettings;
import dev.skein.keyring.OwnVault;
import dev.skein.lease.Resource;
import dev.skein.listener.CertificateTerm;
import dev.skein.listener.HttpListener;
import dev.skein.listener.TicketKeys;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Family;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the certificates in use: takes up renewed ones, from files or from an authority, tells of those that end
 * soon, and gives session tickets new keys. A thread of its own, because it reads files.
 */
final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final long TICK_SECONDS = 1;
    private static final int SURVEY_TICKS = 60;
    private static final long TELL_NANOS = TimeUnit.DAYS.toNanos(1);
    /** Three keys are kept, so a ticket is good for 16 to 24 hours. */
    private static final long ROTATE_NANOS = TimeUnit.HOURS.toNanos(8);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-certificates").daemon(true).factory());
    private final Listeners listeners;
    private final AdminDoor admin;
    private final Ticker ticker;
    private final Expiry expiry;
    private final CertificateSurvey survey;
    private final @Nullable Acme acme;
    private final Supplier<Settings> settings;
    private final Map<String, Long> looked = new HashMap<>();
    private long told;
    private int ticks;
    private long rotated;
    private volatile @Nullable TicketKeys shared;

    /** Takes up what an authority has issued before. Fails naming what can't be read. */
    Certificates(Listeners listeners, AdminDoor admin, Engine engine, ClusterPart cluster, Supplier<Settings> settings)
            throws IOException {
        this.survey = new CertificateSurvey(cluster.cluster().reports());
        this.acme = acme(engine, cluster, settings);
        this.settings = settings;
        this.listeners = listeners;
        this.admin = admin;
        this.ticker = engine.ticker();
        this.expiry = new Expiry(engine.journal());
    }

    /** Where nothing is decided and kept, nothing is ordered: a cluster without a secret. */
    private static @Nullable Acme acme(Engine engine, ClusterPart cluster, Supplier<Settings> settings)
            throws IOException {
        Cluster shared = cluster.cluster();
        Majority majority = cluster.majority();
        if (majority == null && !shared.lone()) {
            return null;
        }
        Path data = settings.get().node().data();
        Agreed.Register own = shared.lone() ? new OwnRegister(data) : null;
        return new Acme(new Acme.Node(
                settings,
                majority == null ? new OwnVault(data) : majority.ring,
                () -> own == null ? shared.agreed().register() : own,
                () -> majority == null || majority.holds(Resource.ACME),
                engine.premises().issuance(),
                shared,
                () -> majority == null ? Set.of() : majority.links.link().nodes(),
                engine.journal(),
                engine.ticker()));
    }

    /** Begins to look, and tells what there is to tell. */
    void start() {
        if (acme != null) {
            acme.start(this::lookNow);
        }
        rotated = ticker.nanos();
        lookNow();
        var unused =
                thread.scheduleWithFixedDelay(() -> guarded(this::tick), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    /** The settings, or SIGHUP, ask for a look now. */
    void lookNow() {
        thread.execute(() -> guarded(() -> {
            listeners.all().forEach(HttpListener::renew);
            admin.renew();
            look();
            tell();
        }));
    }

    private static void guarded(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException e) {
            // Thrown on, it would end all further looks, and nobody would hear of it.
            LOG.error("certificates: a look at them failed", e);
        }
    }

    private void tick() {
        long now = ticker.nanos();
        for (HttpListener listener : listeners.all()) {
            renew(listener.name(), listener.settings().tls(), listener::renew, now);
        }
        // No listener is called so.
        renew("", settings.get().admin().tls(), admin::renew, now);
        TicketKeys common = shared;
        if (common != null) {
            listeners.all().stream()
                    .filter(listener -> !listener.tickets().equals(common))
                    .forEach(listener -> listener.tickets(common));
        } else if (now - rotated >= ROTATE_NANOS) {
            rotated = now;
            listeners
                    .all()
                    .forEach(listener -> listener.tickets(listener.tickets().rotated()));
        }
        listeners.all().forEach(HttpListener::follow);
        if (++ticks % SURVEY_TICKS == 0) {
            look();
        }
        if (now - told >= TELL_NANOS) {
            tell();
        }
    }

    private void look() {
        survey.look(settings.get(), listeners.all(), acme == null ? List.of() : acme.renewals());
    }

    /** Session tickets are sealed by these from now on, as on all nodes: the newest first; rotated by whoever shares them. */
    void share(List<byte[]> secrets) {
        shared = TicketKeys.of(secrets);
    }

    private void renew(String name, @Nullable TlsSettings tls, Runnable renew, long now) {
        if (tls == null || tls.reload().isZero()) {
            return;
        }
        long last = looked.computeIfAbsent(name, absent -> now);
        if (now - last >= tls.reload().toNanos()) {
            looked.put(name, now);
            renew.run();
        }
    }

    private void tell() {
        told = ticker.nanos();
        Map<String, List<CertificateTerm>> inUse = new LinkedHashMap<>();
        listeners.all().forEach(listener -> inUse.put(listener.name(), listener.certificates()));
        expiry.look(inUse, Instant.ofEpochMilli(ticker.epochMillis()));
    }

    /** Has one that comes by itself ordered before its time; fails with why it isn't. */
    CompletableFuture<Void> hasten(String id) {
        return acme == null
                ? CompletableFuture.failedFuture(
                        new IllegalStateException(id + ": nothing is decided here (expected: voters and a secret)"))
                : acme.hasten(id);
    }

    /** What there is to measure. */
    List<Family> families() {
        return List.of(new Family(
                "skein_certificate_expiry_seconds",
                Family.Type.GAUGE,
                "When a certificate in use ends, in seconds since 1970",
                List.of("listener", "certificate"),
                () -> listeners.all().stream()
                        .flatMap(listener -> listener.certificates().stream()
                                .distinct()
                                .map(term -> Family.count(
                                        List.of(listener.name(), term.file()),
                                        term.until().getEpochSecond())))));
    }

    @Override
    public void close() {
        if (acme != null) {
            acme.close();
        }
        thread.shutdownNow();
    }
}
