package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.cli.RunOptions;
import dev.skein.config.Loaded;
import dev.skein.config.Settings;
import dev.skein.config.SettingsDifference;
import dev.skein.control.Change;
import dev.skein.control.Compiled;
import dev.skein.control.Control;
import dev.skein.control.Ports;
import dev.skein.control.SettingsCompiler;
import dev.skein.rollout.Configuration;
import dev.skein.rollout.Revisions;
import dev.skein.telemetry.EventKind;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node that has started: reloads, reopens its logs, and stops gracefully. */
final class Running implements AutoCloseable {
    private final Engine engine;
    private final RunOptions options;
    final Configuration configuration;
    private final Listeners listeners;
    final Certificates certificates;
    private final ClusterPart cluster;
    private final ProbeAdapter probes;
    private final NameAdapter names;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Reloader reloader;
    private volatile Settings settings;
    private @Nullable Compiled compiled;
    private @Nullable Control control;
    private final Observation observation;
    private final AdminDoor admin;
    private volatile NodeView.State state = NodeView.State.STARTING;
    private final ReloadNews news;
    private volatile @Nullable Revisions revisions;
    private volatile @Nullable Undertakings undertakings;

    Running(Engine engine, Loaded.Valid valid, Configuration configuration, RunOptions options) throws IOException {
        this.engine = engine;
        this.settings = valid.settings();
        this.configuration = configuration;
        this.cluster = new ClusterPart(settings, engine);
        this.options = options;
        this.news = new ReloadNews(engine.ticker(), engine.journal(), options.config());
        this.listeners = new Listeners(engine);
        this.admin = new AdminDoor(this::view);
        this.certificates = new Certificates(listeners, admin, engine, cluster, this::settings);
        this.probes = new ProbeAdapter(engine.loops().vertx(), engine.ticker());
        this.names = new NameAdapter(settings.dns(), engine.ticker(), engine.journal());
        this.reloader = new Reloader(this::reload, valid.files());
        this.observation = Observation.start(engine, settings);
        observation.catalogue().add(certificates.families());
        cluster.wellness().ask(() -> control().stranded(), listeners::trouble);
    }

    /** Takes the first settings into effect and begins to serve. */
    void begin(AtomicReference<Control> published) throws IOException {
        Control made = new Control(
                engine.environment(settings, cluster),
                new Ports(engine.snapshots(), probes, names),
                settings.node().data());
        control = made;
        published.set(made);
        probes.reportTo(made);
        names.reportTo(made);
        Compiled first = compile(settings);
        inEffect(first);
        FirstChecks.await(made);
        AccessLogs.prepare(settings.accessLog(), settings.node().id()).commit(engine.accessLog());
        take(first);
        Signals.install(reloader::now, this::stop, () -> engine.accessLog().reopen());
        reloader.start(settings.reload());
        certificates.start();
        cluster.share(observation.archive(), observation.taps(), this::control);
        Farewell.followHandOvers(cluster.majority(), listeners);
        revisions = cluster.revise(
                new Revisions.Node(configuration, this::settings, this::prepare, engine.replays(), cluster.cluster()));
        undertakings = Undertakings.start(
                new Undertakings.On(cluster, engine, made, settings.node().data()),
                new Undertakings.Self(() -> state, this::become, () -> ProbeUrl.of(present()), this::stop));
        cluster.start(secrets -> Settling.await(made, new Change.CookiesSigned(secrets)), certificates::share);
        observation.report(view(), engine, () -> admin.page(settings));
        become(NodeView.State.READY);
        String ready = Startup.readyLine(this, 0).replaceFirst(".*?: ", "");
        engine.journal().add(EventKind.NODE_STARTED, settings.node().id(), ready);
    }

    private void become(NodeView.State next) {
        // What only rests for a drill must not look ready again when it really stops meanwhile.
        state = stop.getCount() > 0 ? next : NodeView.State.STOPPING;
        engine.snapshots().ready(state == NodeView.State.READY);
    }

    NodeView view() {
        return NodeFacts.view(this, options, cluster, this::present);
    }

    private NodeView.Present present() {
        return new NodeView.Present(
                state, settings, listeners.bound(), news.loadedEpochMillis(), news.refused(), engine.memoryInUse());
    }

    /** Has requests routed by these settings from now on; the first time that is before anybody can ask. */
    @SuppressWarnings("ReferenceEquality") // the very object: equal settings may be compiled anew
    private void inEffect(Compiled next) {
        if (next == compiled) {
            return;
        }
        Settling.await(control(), new Change.SettingsArrived(next));
        compiled = next;
    }

    private void apply(Compiled next, Listeners.Prepared prepared, AdminDoor.Prepared door) {
        inEffect(next);
        listeners.commit(next.settings(), prepared);
        admin.commit(next.settings(), door);
        cluster.apply(next.settings());
        var limits = next.settings().limits();
        engine.premises().admittance().limit(limits.connections(), limits.connectionsPerClient());
        settings = next.settings();
        observation.ship(settings.telemetry());
        news.inEffect();
    }

    /** Reads the file again; a bad one is refused as a whole. */
    synchronized Loaded reload() {
        Loaded loaded = configuration.read();
        List<String> problems = prepare(loaded).get();
        // What rules the cluster may be sound although the file is not.
        news.read(problems.isEmpty() ? configuration.own().problems() : problems);
        certificates.lookNow();
        Revisions told = revisions;
        if (told != null) {
            told.wake();
        }
        return loaded;
    }

    /** Compiles other settings; what it returns takes them into effect, or says why nothing was changed. */
    private synchronized Supplier<List<String>> prepare(Loaded loaded) {
        if (!(loaded instanceof Loaded.Valid(Settings next, var warnings, var files))) {
            return () -> Configuration.problems(loaded);
        }
        Compiled before = compiled;
        try {
            @Nullable Compiled made = next.equals(settings) ? before : compile(next);
            // What was compiled beside other settings than those in force does not know which contexts live on.
            return () -> change(next, Objects.equals(before, compiled) ? made : null);
        } catch (IllegalArgumentException e) {
            return () -> List.of(String.valueOf(e.getMessage()));
        }
    }

    private Compiled compile(Settings next) {
        return SettingsCompiler.compile(next, compiled, engine.premises().provider());
    }

    /** Binds what is new, then lets everything take effect; where something can't be had, nothing does. */
    private void take(Compiled next) {
        AdminDoor.Prepared door = admin.prepare(next.settings());
        try {
            apply(next, listeners.prepare(next.settings()), door);
        } catch (IllegalArgumentException e) {
            admin.abandon(door);
            throw e;
        }
    }

    private synchronized List<String> change(Settings next, @Nullable Compiled prepared) {
        Settings old = settings;
        if (next.equals(old)) {
            return List.of();
        }
        try {
            Compiled made = prepared == null ? compile(next) : prepared;
            AccessLogs.prepare(next.accessLog(), next.node().id()).commit(engine.accessLog(), () -> take(made));
            news.changed(SettingsDifference.between(old, next));
            return List.of();
        } catch (IllegalArgumentException | IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Nullable
    Undertakings undertakings() {
        return undertakings;
    }

    void stop() {
        stop.countDown();
    }

    /** Serves until asked to stop, then finishes what is under way. */
    void awaitStop() throws InterruptedException {
        stop.await();
        become(NodeView.State.STOPPING);
        Farewell.say(engine.journal(), settings, listeners, cluster.majority());
    }

    @Override
    public void close() {
        reloader.close();
        Undertakings.end(undertakings);
        admin.close();
        certificates.close();
        listeners.close();
        probes.close();
        names.close();
        cluster.close();
        if (control != null) {
            control.close();
        }
        observation.close();
        engine.close();
    }

    Engine engine() {
        return engine;
    }

    Settings settings() {
        return settings;
    }

    Listeners listeners() {
        return listeners;
    }

    Observation observation() {
        return observation;
    }

    Control control() {
        return Objects.requireNonNull(control);
    }

    AdminDoor admin() {
        return admin;
    }
}
