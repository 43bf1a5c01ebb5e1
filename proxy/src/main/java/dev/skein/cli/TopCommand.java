package dev.skein.cli;

import dev.skein.cli.TopScreen.Frame;
import dev.skein.cli.TopScreen.View;
import dev.skein.cli.TopServers.Sort;
import dev.skein.model.Ticker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein top}: the cluster as it is now, over and over, on the whole terminal. */
@Command(
        name = "top",
        description = {
            "Shows the cluster live: nodes, and servers with their traffic. Where it doesn't write to a",
            "terminal: once.",
            "Keys: r f i l n sort by rate, failures, in flight, p95, name; arrows scroll; q quits."
        },
        footer = {"", "For example: skein top --pool shop --sort failed"})
final class TopCommand extends AdminCommand {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String PICTURE = "/api/v1/picture";
    private static final int WITHOUT_TERMINAL = 200;
    private static final long LOOK_MILLIS = 100;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "From one look to the next, 0.2 to 60 (default: ${DEFAULT-VALUE}).")
    private double interval = 1;

    @Option(
            names = "--sort",
            paramLabel = "BY",
            description = "rate, failed, flight, latency or name%n(default: ${DEFAULT-VALUE}).")
    private Sort sort = Sort.RATE;

    @Option(names = "--pool", paramLabel = "POOL", description = "Only servers of that pool.")
    private String pool = "";

    private int first;
    private volatile boolean over;

    TopCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(interval >= 0.2 && interval <= 60)) {
            throw new Failed(ExitCode.PROBLEMS, "--interval: " + interval + " (expected: 0.2 to 60)");
        }
        AdminClient client = options.client(console);
        JsonObject picture = client.get(PICTURE);
        if (options.json) {
            console.out().println(picture.encodePrettily());
        } else if (!terminal()) {
            TopScreen.lines(frame(picture), new View(WITHOUT_TERMINAL, 0, sort, 0, pool, false))
                    .forEach(console.out()::println);
        } else {
            live(client, frame(picture));
        }
        return ExitCode.OK;
    }

    @SuppressWarnings("SystemConsoleNull") // Since Java 25 it is null again where there is no terminal (JDK-8351435).
    private boolean terminal() {
        return System.console() != null && !console.environment().get("TERM").equals("dumb");
    }

    private void live(AdminClient client, Frame begin) throws IOException, InterruptedException {
        Latest latest = new Latest(begin);
        Thread asking = Thread.ofVirtual().name("skein-top").start(() -> ask(client, latest));
        try (TopTerminal terminal = TopTerminal.open()) {
            boolean colour = console.environment().get("NO_COLOR").isEmpty();
            for (int key = 0; key != 'q'; key = terminal.key(LOOK_MILLIS)) {
                press(key);
                terminal.show(TopScreen.lines(
                        latest.frame, new View(terminal.columns(), terminal.rows(), sort, first, pool, colour)));
            }
        } finally {
            over = true;
            asking.interrupt();
            asking.join();
        }
    }

    private void press(int key) {
        Sort wanted = Sort.of(key);
        if (wanted != null) {
            sort = wanted;
            first = 0;
        }
        first = Math.max(0, first + (key == TopTerminal.DOWN ? 1 : key == TopTerminal.UP ? -1 : 0));
    }

    /** What was heard last; written by one thread, read by another. */
    private static final class Latest {
        volatile Frame frame;

        Latest(Frame frame) {
            this.frame = frame;
        }
    }

    /** A node that answers no more is asked again: what is shown says since when. */
    private void ask(AdminClient client, Latest latest) {
        while (!over) {
            try {
                Thread.sleep((long) (interval * TimeUnit.SECONDS.toMillis(1)));
                latest.frame = frame(client.get(PICTURE));
            } catch (InterruptedException e) {
                return;
            } catch (Failed e) {
                latest.frame = new Frame(latest.frame.picture(), latest.frame.time(), e.text());
            }
        }
    }

    private static Frame frame(JsonObject picture) {
        Instant now = Instant.ofEpochMilli(Ticker.SYSTEM.epochMillis());
        return new Frame(picture, CLOCK.format(now.atZone(ZoneId.systemDefault())), "");
    }
}
