package dev.skein;

import dev.skein.cli.ExitCode;
import dev.skein.cli.NodeRunner;
import dev.skein.cli.RunOptions;
import dev.skein.config.Loaded;
import dev.skein.config.Settings;
import dev.skein.control.Control;
import dev.skein.model.Ticker;
import dev.skein.rollout.Configuration;
import dev.skein.transport.ServiceNotice;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** A node's life: reads its settings, starts its packages in order, serves, and stops them in reverse. */
public final class Node implements NodeRunner {
    @Override
    public int run(RunOptions options) {
        long begun = Startup.processStartNanos(Ticker.SYSTEM);
        Configuration configuration = new Configuration(options.config());
        Loaded loaded;
        try {
            loaded = configuration.first();
        } catch (IOException damaged) {
            options.err().println(damaged.getMessage());
            return ExitCode.FAILED;
        }
        return run(options, configuration, loaded, begun);
    }

    private static int run(RunOptions options, Configuration configuration, Loaded loaded, long begun) {
        if (loaded instanceof Loaded.Invalid(var problems, var files)) {
            problems.forEach(options.err()::println);
            return ExitCode.PROBLEMS;
        }
        Loaded.Valid valid = (Loaded.Valid) loaded;
        valid.warnings().forEach(warning -> options.err().println("warning: " + warning));
        try (Running running = start(options, configuration, valid)) {
            String ready = Startup.readyLine(running, Ticker.SYSTEM.nanos() - begun);
            options.out().println(ready);
            ServiceNotice.ready(ready);
            running.awaitStop();
            return Undertakings.again(running.undertakings()) ? ExitCode.RESTART : ExitCode.OK;
        } catch (IllegalArgumentException | IOException refused) {
            options.err().println(refused.getMessage());
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }

    static Running start(RunOptions options, Configuration configuration, Loaded.Valid valid) throws IOException {
        return start(options, configuration, valid, Ticker.SYSTEM);
    }

    /** Starts everything; whatever was started is stopped again if something fails. */
    static Running start(RunOptions options, Configuration configuration, Loaded.Valid valid, Ticker ticker)
            throws IOException {
        Settings settings = valid.settings();
        Startup.check(settings).forEach(options.err()::println);
        AtomicReference<Control> control = new AtomicReference<>();
        Engine engine = Engine.start(settings, ticker, (server, failure) -> {
            Control to = control.get();
            if (to != null) {
                to.suspect(server, failure);
            }
        });
        Running running = make(engine, options, configuration, valid);
        try {
            running.begin(control);
            return running;
        } catch (IllegalArgumentException | IOException e) {
            running.close();
            throw e;
        }
    }

    private static Running make(Engine engine, RunOptions options, Configuration configuration, Loaded.Valid valid)
            throws IOException {
        try {
            return new Running(engine, valid, configuration, options);
        } catch (IOException e) {
            engine.close();
            throw e;
        }
    }
}
