package dev.skein.grid;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Member;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.config.ClusterSettings;
import dev.skein.config.Loaded;
import dev.skein.config.SettingsReader;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.Journal;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One node's grid on the loopback, with its journal. */
final class GridUnderTest implements AutoCloseable {
    final Cluster cluster;
    final Grid grid;
    final Journal journal = new Journal(Ticker.SYSTEM, 1000);
    final GridSetup setup;
    private final @Nullable NodeTrust trust;

    private GridUnderTest(GridSetup setup, @Nullable NodeTrust trust) {
        this(setup, trust, GridVersion.own().toString());
    }

    private GridUnderTest(GridSetup setup, @Nullable NodeTrust trust, String name) {
        this.setup = setup;
        this.trust = trust;
        Ticker ticker = Ticker.SYSTEM;
        try {
            this.cluster = new Cluster(
                    ticker,
                    named(setup.self(ticker), name),
                    setup.settings().members().size());
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
        this.grid = new Grid(setup, cluster, trust, journal, ticker);
    }

    private static Member named(Member self, String grid) {
        return new Member(
                self.id(),
                self.address(),
                self.role(),
                self.version(),
                grid,
                self.zone(),
                self.boot(),
                self.state(),
                self.since(),
                self.reason());
    }

    /** One that says that it is of another grid of the same cluster. */
    static GridUnderTest ofGrid(String grid, String id, int port, int[] members, @Nullable NodeTrust trust) {
        return new GridUnderTest(setup("edge", id, port, members), trust, grid);
    }

    /** One that is not started yet. */
    static GridUnderTest of(String name, String id, int port, int[] members, @Nullable NodeTrust trust) {
        return new GridUnderTest(setup(name, id, port, members), trust);
    }

    /**
     * One at another address than usual.
     *
     * @param members as in the file, without ports
     */
    static GridUnderTest at(String bind, String member, String id, int port, int[] members, @Nullable NodeTrust trust) {
        return new GridUnderTest(setup("edge", id, port, bind, listed(member, members)), trust);
    }

    private static String listed(String host, int[] ports) {
        return Arrays.stream(ports)
                .mapToObj(port -> "\"" + host + ":" + port + "\"")
                .collect(Collectors.joining(", "));
    }

    static GridSetup setup(String name, String id, int port, int[] members) {
        return setup(name, id, port, "127.0.0.1", listed("127.0.0.1", members));
    }

    private static GridSetup setup(String name, String id, int port, String bind, String listed) {
        String text = "skein.cluster { name = " + name + ", bind = \"" + bind + "\", ports { grid = " + port
                + " }, members = [ " + listed + " ] }";
        Loaded.Valid loaded = (Loaded.Valid) SettingsReader.readText(Path.of("x.conf"), text, Map.of());
        ClusterSettings settings = Objects.requireNonNull(loaded.settings().cluster());
        return new GridSetup(settings, id, "0.1.0", "");
    }

    /** One that knows who may join this node's grid, and lets nobody in itself. */
    Doorkeeper doorkeeper() {
        Member self = cluster.membership().self();
        Hello hello = setup.hello(self, Ticker.SYSTEM);
        return new Doorkeeper(
                () -> hello,
                new Listed(setup.settings().members()),
                cluster.membership(),
                trust,
                new Complaints(Ticker.SYSTEM, journal, self.id()));
    }

    GridUnderTest start() {
        grid.start();
        return this;
    }

    List<String> live() {
        return cluster.membership().live();
    }

    Member.@Nullable State state(String id) {
        Member member = cluster.membership().find(id);
        return member == null ? null : member.state();
    }

    /** What the journal tells, oldest first: {@code kind subject: text}. */
    List<String> told() {
        return journal.latest(0, 1000).reversed().stream()
                .map(GridUnderTest::text)
                .toList();
    }

    private static String text(Event event) {
        return event.kind().code() + " " + event.subject() + ": " + event.text();
    }

    @Override
    public void close() {
        grid.close();
    }
}
