package dev.skein.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsDifferenceTest {
    private static final String BASE = """
        skein {
          node { id = a }
          listeners { http { bind = "127.0.0.1:8080" }, more { bind = "127.0.0.1:8081" } }
          pools {
            shop { servers = [ "127.0.0.1:9001", { id = two, address = "127.0.0.1:9002" } ] }
            next { servers = [ "127.0.0.1:9003" ] }
          }
          routes = [ { name = shop, match { path-prefix = /shop }, pool = shop }, { name = next, pool = next } ]
          admin { users { ops { role = viewer } } }
        }
        """;

    private static Settings read(String text) {
        return ((Loaded.Valid) SettingsReader.readText(Path.of("x.conf"), text, Map.of())).settings();
    }

    private static List<String> changedBy(String more) {
        return SettingsDifference.between(read(BASE), read(BASE + more)).stream()
                .map(Difference::toString)
                .toList();
    }

    @Test
    void settingsDoNotDifferFromThemselvesEvenIfTheyMoveWithinTheFile() {
        assertThat(SettingsDifference.between(read(BASE), read("\n\n# moved\n" + BASE)))
                .isEmpty();
        assertThat(read(BASE)).isEqualTo(read("\n\n" + BASE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "skein.cluster.members += \"127.0.0.1:5711\" | cluster: changed members (live)",
                "skein.telemetry.traces.timeout = 3s | telemetry: changed traces.timeout (live)",
                "skein.access-log.queue = 8MiB | access-log: changed queue (restart)",
                "skein.access-log.format = combined | access-log: changed format (live)",
                "skein.cluster.failure-detection = calm | cluster: changed failure-detection (live)",
                "skein.cluster.ports.grid = 6001 | cluster: changed bind, ports.grid, ports.link,"
                        + " ports.heartbeats, members (restart)",
                "skein.cluster = null | cluster: removed (restart)",
            })
    void aChangeOfTheClusterNeedsARestartUnlessTheGridTakesItIn(String more, String expected) {
        String cluster = BASE + "skein.cluster { name = edge, bind = \"127.0.0.1\", members = [ \"127.0.0.1\" ] }\n";
        assertThat(SettingsDifference.between(read(cluster), read(cluster + more)))
                .singleElement()
                .hasToString(expected);
        assertThat(changedBy("skein.cluster { name = edge, bind = \"127.0.0.1\", members = [ \"127.0.0.1\" ] }"))
                .containsExactly("cluster: added (restart)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "skein.node.zone = x | node: changed zone (restart)",
                "skein.limits.connections = 5 | limits: changed connections (live)",
                "skein.listeners.http.bind = \"127.0.0.1:80\" | listener http: changed bind (new connections)",
                "skein.listeners.more = null | listener more: removed (live)",
                "skein.listeners.tls { bind = \"127.0.0.1:81\" } | listener tls: added (live)",
                "skein.pools.shop.health.interval = 4s | pool shop: changed health.interval, health.down-interval,"
                        + " health.fast-interval, health.timeout (live)",
                "skein.pools.shop.timeouts.connect = 1s | pool shop: changed timeouts.connect (new connections)",
                "skein.pools.shop.timeouts.body-stall = 1s | pool shop: changed timeouts.body-stall (live)",
                "skein.pools.more { servers = [ \"127.0.0.1:1\" ] } | pool more: added (live)",
                "skein.pools.next.servers += \"127.0.0.1:9009\" | server next/127.0.0.1:9009: added (live)",
                "skein.pools.next.servers = [ { id = \"127.0.0.1:9003\", address = \"127.0.0.1:9004\" } ] | server"
                        + " next/127.0.0.1:9003: changed address (new connections)",
                "skein.pools.next.servers = [ { address = \"127.0.0.1:9003\", weight = 3 } ] | server"
                        + " next/127.0.0.1:9003: changed weight (live)",
                "skein.routes += { name = last, pool = next } | route last: added (live)",
                "skein.admin.users.ops.role = admin | admin: changed users (live)",
                "skein.admin.bind = \"127.0.0.1:9\" | admin: changed bind (live)",
                "skein.access-log.format = combined | access-log: changed format (live)",
                "skein.shutdown.delay = 5s | shutdown: changed delay (live)",
                "skein.dns.family = ipv4 | dns: changed family (live)",
                "skein.reload.watch = false | reload: changed watch (live)",
            })
    void eachChangeIsToldWithItsKindAndItsEffect(String more, String expected) {
        assertThat(changedBy(more)).containsExactly(expected);
    }

    @Test
    void aDefaultChangesAllThatLeaveItOut() {
        assertThat(changedBy("skein.defaults.server.weight = 2"))
                .containsExactly(
                        "server next/127.0.0.1:9003: changed weight (live)",
                        "server shop/127.0.0.1:9001: changed weight (live)",
                        "server shop/two: changed weight (live)");
    }

    @Test
    void aRouteWithOtherConditionsIsChangedAndOneInAnotherPlaceIsMoved() {
        String routes =
                "skein.routes = [ { name = next, pool = next }, { name = shop, match { path-prefix = /s }, pool = next"
                        + " } ]";
        assertThat(changedBy(routes))
                .containsExactly("route: moved (live)", "route shop: changed match.path, action (live)");
    }
}
