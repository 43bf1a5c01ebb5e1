package dev.skein;

import dev.skein.cli.RunOptions;
import dev.skein.config.Loaded;
import dev.skein.config.Settings;
import dev.skein.config.SettingsReader;
import dev.skein.control.Change;
import dev.skein.control.Compiled;
import dev.skein.control.Control;
import dev.skein.control.Environment;
import dev.skein.control.Ports;
import dev.skein.control.SettingsCompiler;
import dev.skein.telemetry.EventKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that has started: reloads, reopens its logs, and stops gracefully. */
final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static final long PATIENCE_SECONDS = 30;

    private final Engine engine;
    private final RunOptions options;
    private final Listeners listeners;
    private final ProbeAdapter probes;
    private final NameAdapter names;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Reloader reloader;
    private volatile Settings settings;
    private @Nullable Compiled compiled;
    private @Nullable Control control;
    private @Nullable AdminDoor admin;
    private volatile boolean ready;

    Running(Engine engine, Settings settings, List<Path> files, RunOptions options) {
        this.engine = engine;
        this.settings = settings;
        this.options = options;
        this.listeners = new Listeners(engine);
        this.probes = new ProbeAdapter(engine.loops().vertx(), engine.ticker());
        this.names = new NameAdapter(settings.dns(), engine.ticker(), engine.journal());
        this.reloader = new Reloader(this::reload, files);
    }

    /** Takes the first settings into effect and begins to serve. */
    void begin(AtomicReference<Control> published) throws IOException {
        Environment environment = new Environment(
                engine.loops().count(),
                settings.node().zone(),
                NodeSecret.readOrMake(settings.node().data()),
                Engine.RESPONSE_LIMITS,
                engine.ticker(),
                engine.metrics(),
                engine.journal(),
                engine.upstreams());
        Control made = new Control(
                environment,
                new Ports(engine.snapshots(), probes, names),
                settings.node().data());
        control = made;
        published.set(made);
        probes.reportTo(made);
        names.reportTo(made);
        Compiled first = SettingsCompiler.compile(settings, null);
        apply(first, listeners.prepare(settings));
        admin = AdminDoor.open(this, settings);
        Signals.install(this::reloadNow, this::stop, () -> engine.accessLog().reopen());
        reloader.start(settings.reload());
        ready = true;
        engine.journal()
                .add(
                        EventKind.NODE_STARTED,
                        settings.node().id(),
                        Startup.readyLine(this, 0).replaceFirst(".*?: ", ""));
    }

    private void apply(Compiled next, Listeners.Prepared prepared) {
        try {
            control().submit(new Change.SettingsArrived(next)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException(
                    String.valueOf(Objects.requireNonNullElse(e.getCause(), e).getMessage()), e);
        } catch (TimeoutException e) {
            throw new IllegalArgumentException("configuration: not in effect after " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("configuration: interrupted", e);
        }
        listeners.commit(next.settings(), prepared);
        engine.admittance()
                .limit(
                        next.settings().limits().connections(),
                        next.settings().limits().connectionsPerClient());
        compiled = next;
        settings = next.settings();
    }

    /** Reads the file again; a bad one is refused as a whole. */
    synchronized Loaded reload() {
        Loaded loaded = SettingsReader.read(options.config());
        if (loaded instanceof Loaded.Invalid(var problems, var files)) {
            refused(problems.size() + " problems: " + problems);
        } else if (loaded instanceof Loaded.Valid valid && !valid.settings().equals(settings)) {
            take(valid.settings());
        }
        return loaded;
    }

    private void take(Settings next) {
        try {
            Compiled made = SettingsCompiler.compile(next, compiled);
            var differences = dev.skein.config.SettingsDifference.between(settings, next);
            apply(made, listeners.prepare(next));
            AccessLogs.apply(engine.accessLog(), next.accessLog(), next.node().id());
            engine.journal()
                    .add(EventKind.CONFIGURATION_LOADED, options.config().toString(), differences.toString());
        } catch (IllegalArgumentException | IOException e) {
            refused(String.valueOf(e.getMessage()));
        }
    }

    private void refused(String why) {
        engine.journal().add(EventKind.CONFIGURATION_REFUSED, options.config().toString(), why);
    }

    private void reloadNow() {
        reloader.now();
    }

    /** Ends the wait of {@link #awaitStop}. */
    void stop() {
        stop.countDown();
    }

    /** Serves until asked to stop, then finishes what is under way. */
    void awaitStop() throws InterruptedException {
        stop.await();
        ready = false;
        engine.journal().add(EventKind.NODE_STOPPING, settings.node().id(), EventKind.NODE_STOPPING.meaning());
        TimeUnit.NANOSECONDS.sleep(settings.shutdown().delay().toNanos());
        listeners.close();
        listeners.drain(settings.shutdown().drainTimeout());
        long left = listeners.connections();
        if (left > 0) {
            LOG.warn(
                    "stop: {} connections were still open after {}",
                    left,
                    settings.shutdown().drainTimeout());
        }
        engine.journal().add(EventKind.NODE_STOPPED, settings.node().id(), EventKind.NODE_STOPPED.meaning());
    }

    @Override
    public void close() {
        reloader.close();
        if (admin != null) {
            admin.close();
        }
        listeners.close();
        probes.close();
        names.close();
        if (control != null) {
            control.close();
        }
        engine.loops().vertx().close();
        engine.accessLog().close();
    }

    /** Whether whoever stands in front should send traffic: not before the start is over, nor once it stops. */
    boolean ready() {
        return ready;
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

    Control control() {
        return Objects.requireNonNull(control);
    }

    @Nullable
    InetSocketAddress adminAddress() {
        return admin == null ? null : admin.address();
    }

    String adminScheme() {
        return admin == null ? "http" : admin.scheme();
    }
}
