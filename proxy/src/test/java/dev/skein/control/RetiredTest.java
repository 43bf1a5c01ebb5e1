package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Cluster;
import dev.skein.config.Loaded;
import dev.skein.config.SettingsReader;
import dev.skein.http.HeadLimits;
import dev.skein.model.ServerKey;
import dev.skein.model.TestTicker;
import dev.skein.routing.RouteTable;
import dev.skein.snapshot.ErrorPages;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Snapshot;
import dev.skein.snapshot.Snapshots;
import dev.skein.telemetry.Journal;
import dev.skein.telemetry.Metrics;
import dev.skein.transport.Loops;
import dev.skein.transport.NativeTransport;
import dev.skein.upstream.Upstreams;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection pools of servers that are gone are nobody else's as long as an exchange may look for them. */
class RetiredTest {
    @TempDir
    Path directory;

    private final TestTicker clock = new TestTicker();
    private final Loops loops = Loops.start(NativeTransport.choose("nio"), 1, clock);
    private final Snapshots snapshots =
            new Snapshots(new Snapshot(0, RouteTable.of(List.of()), Map.of(), ErrorPages.NONE));
    private @Nullable ControlState started;

    private Environment environment() {
        return new Environment(
                1,
                "",
                new CookieSecrets(List.of(new byte[32])),
                new HeadLimits(8192, 65_536, 256),
                clock,
                new Metrics(1),
                new Journal(clock, 100),
                Cluster.alone(clock, "a", "0.1.0", ""),
                new Upstreams(loops));
    }

    private Ports ports() {
        Probing probing = new Probing() {
            @Override
            public void replace(Collection<Target> targets) {
                // No checks here.
            }

            @Override
            public void probeNow(ServerKey server) {
                // Nor here.
            }
        };
        return new Ports(snapshots, probing, names -> {});
    }

    @BeforeEach
    void begins() {
        started = new ControlState(environment(), ports(), new WishFile(directory));
    }

    private ControlState control() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void ends() {
        loops.vertx().close().await();
    }

    private void settings(String... pools) {
        String first = pools[0];
        String text =
                "skein.listeners.http.bind = \"127.0.0.1:0\"\nskein.routes = [ { name = r, pool = " + first + " } ]\n"
                        + String.join(
                                "",
                                Stream.of(pools)
                                        .map(name -> "skein.pools." + name
                                                + ".servers = [ \"127.0.0.1:1\", \"127.0.0.1:2\" ]\n")
                                        .toList());
        Loaded loaded = SettingsReader.readText(directory.resolve("skein.conf"), text, Map.of("SKEIN_NODE", "a"));
        control()
                .fold(new Change.SettingsArrived(
                        new Compiled(((Loaded.Valid) loaded).settings(), Map.of(), ErrorPages.NONE)));
    }

    private void later(long seconds) {
        for (long i = 0; i < seconds; i++) {
            clock.pass(TimeUnit.SECONDS.toNanos(1));
            control().fold(new Change.Tick());
        }
    }

    private Pool pool(String name) {
        return Objects.requireNonNull(snapshots.current().pools().get(name));
    }

    private static List<Integer> slots(Pool pool) {
        return pool.view().servers().stream().map(server -> server.slot()).toList();
    }

    @Test
    void an_exchange_that_outlived_its_pool_never_meets_another_pools_server() {
        settings("kept", "gone");
        Pool gone = pool("gone");
        List<Integer> before = slots(gone);
        settings("kept");
        assertThat(slots(gone)).as("for exchanges under way").isEqualTo(before);
        for (int i = 0; i < 40; i++) {
            later(1);
            settings("kept", "new" + i);
            assertThat(Collections.disjoint(slots(pool("new" + i)), slots(gone)))
                    .isTrue();
        }
        assertThat(slots(gone)).isEmpty();
    }

    @Test
    void numbers_are_given_out_again_in_the_end() {
        settings("kept", "gone");
        List<Integer> before = slots(pool("gone"));
        settings("kept");
        later(30);
        settings("kept", "new");
        assertThat(slots(pool("new"))).isEqualTo(before);
    }

    @Test
    void a_server_in_use_keeps_its_number() {
        settings("kept", "gone");
        Pool gone = pool("gone");
        var busy = gone.view().servers().getFirst();
        busy.load().started(0);
        settings("kept");
        later(60);
        settings("kept", "new");
        assertThat(slots(pool("new"))).doesNotContain(busy.slot());
    }
}
