package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.cli.RunOptions;
import dev.skein.config.Loaded;
import dev.skein.listener.HttpListener;
import dev.skein.listener.Issuance;
import dev.skein.listener.TicketKeys;
import dev.skein.model.Ticker;
import dev.skein.rollout.Configuration;
import dev.skein.snapshot.Snapshot;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.Metrics;
import dev.skein.telemetry.PrometheusText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A whole node in this process, for tests that speak to it over real sockets. Its data lies in the test's directory, it
 * writes no access log and has no admin listener unless the text says otherwise. Listeners bind port 0:
 * {@code skein { listeners { http { bind = "127.0.0.1:0" } } ... }}.
 */
public final class NodeUnderTest implements AutoCloseable {
    private final Path file;
    private final Running running;
    private boolean closed;

    private NodeUnderTest(Path file, Running running) {
        this.file = file;
        this.running = running;
    }

    /**
     * Starts a node and returns when it serves.
     *
     * @param directory the test's own
     * @param text HOCON, as in a configuration file
     * @throws IllegalArgumentException with all problems of the text, or with what could not be opened
     */
    public static NodeUnderTest start(Path directory, String text) {
        return start(directory, text, Ticker.SYSTEM);
    }

    /** The same with a clock of its own. */
    static NodeUnderTest start(Path directory, String text, Ticker ticker) {
        try {
            Path file = directory.resolve("skein.conf");
            write(file, text);
            PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            Configuration configuration = new Configuration(file);
            Running running =
                    Node.start(new RunOptions(file, err, err), configuration, valid(configuration.first()), ticker);
            return new NodeUnderTest(file, running);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path data = Objects.requireNonNull(file.getParent()).resolve("data");
        String before = """
            skein.node { id = test, data = "%s" }
            skein.admin.bind = null
            skein.access-log.output = off
            skein.shutdown { delay = 0s, drain-timeout = 5s }
            """.formatted(data);
        Files.writeString(file, before + text);
    }

    private static Loaded.Valid valid(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Valid valid -> valid;
            case Loaded.Invalid invalid ->
                throw new IllegalArgumentException(invalid.problems().toString());
        };
    }

    /** As its admin listener sees it. */
    public NodeView view() {
        return running.view();
    }

    /** Where a listener is bound. */
    public InetSocketAddress address(String listener) {
        return Objects.requireNonNull(running.listeners().addresses().get(listener), listener);
    }

    public int port(String listener) {
        return address(listener).getPort();
    }

    /** Of a listener, by http or https as it speaks. */
    public URI uri(String listener, String pathAndQuery) {
        String scheme = running.listeners().encrypted().getOrDefault(listener, false) ? "https" : "http";
        InetSocketAddress address = address(listener);
        return URI.create(
                scheme + "://" + address.getAddress().getHostAddress() + ":" + address.getPort() + pathAndQuery);
    }

    /** Port of the admin listener, where the text has bound one. */
    public int adminPort() {
        return Objects.requireNonNull(running.admin().address()).getPort();
    }

    /** The time of connections to that address is over. */
    void end(InetAddress local) {
        running.listeners().end(local);
    }

    /** The beginning of a stop, as a signal asks for; the listeners still accept. */
    public void stopping() throws InterruptedException {
        running.stop();
        running.awaitStop();
    }

    public Metrics metrics() {
        return running.engine().metrics();
    }

    /** What the journal tells, newest first. */
    public List<Event> journal() {
        return running.engine().journal().latest(0, 1000);
    }

    /** All metrics as Prometheus reads them. */
    public String metricsText() {
        return PrometheusText.write(running.observation().catalogue(), PrometheusText.Format.PROMETHEUS);
    }

    /** Routes and pools as requests see them now. */
    Snapshot snapshot() {
        return running.engine().snapshots().current();
    }

    /** Certificates that come by themselves, and answers to their authority. */
    Issuance issuance() {
        return running.engine().premises().issuance();
    }

    /** Has the listeners look at their certificates now. */
    void renewCertificates() {
        running.listeners().all().forEach(HttpListener::renew);
    }

    /** Client connections open now, over all listeners. */
    public long connections() {
        return running.listeners().connections();
    }

    /** Writes another text into the file and has the node read it, as SIGHUP would. */
    public void reload(String text) throws IOException {
        write(file, text);
        var unused = running.reload();
    }

    /** Session tickets, and all that QUIC promises, are under these secrets from now on, as on other nodes with the same. */
    public void share(List<byte[]> secrets) {
        TicketKeys keys = TicketKeys.of(secrets);
        running.listeners().all().forEach(listener -> listener.tickets(keys));
    }

    /** The beginning of a graceful stop: no new connections, open ones end after their exchanges. Waits for that. */
    public void drain(Duration atMost) {
        running.listeners().close();
        running.listeners().drain(atMost);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            running.close();
        }
    }
}
