package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.lab.Lab.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand sessions over three real nodes, while nodes die and servers come and go: who is bound by a cookie, and who by a key. */
@Tag("lab")
class AffinityLabIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    /** Sessions that are older than this must never be lost. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private static final int SESSIONS = 10_000;
    private static final int SERVERS = 4;

    @TempDir
    static Path directory;

    private static LabCluster cluster;
    private static Sessions byCookie;
    private static Sessions byKey;

    @BeforeAll
    static void start() throws Exception {
        cluster = LabCluster.of(directory, 3);
        cluster.servers(SERVERS + 1, 0);
        use(LabCluster.list(SERVERS)).start("a", "b", "c").awaitTogether("a", "b", "c");
        byCookie = new Sessions(cluster.lab().place("client"), true, "/cookie", SESSIONS);
        byKey = new Sessions(cluster.lab().place("client"), false, "/key", SESSIONS);
        awaitServers(SERVERS);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static LabCluster use(String servers) {
        return cluster.proxying("""
            pools {
              cookie { servers = %1$s, affinity { mode = cookie }, health { path = /healthz, interval = 1s } }
              key { servers = %1$s, affinity { mode = header, name = X-Session }, health { path = /healthz, interval = 1s } }
            }
            routes = [
              { name = cookie, match { path-prefix = /cookie }, pool = cookie }
              { name = key, match { path-prefix = /key }, pool = key }
            ]
            """.formatted(servers));
    }

    private static void awaitServers(int count) {
        for (String id : cluster.ids()) {
            if (cluster.node(id).isAlive()) {
                for (String pool : List.of("cookie", "key")) {
                    await().atMost(SOON)
                            .until(() -> cluster.get(id, "/pools/" + pool).list("servers").stream()
                                            .filter(server ->
                                                    server.getString("state").equals("up"))
                                            .count()
                                    == count);
                }
            }
        }
    }

    /** Each session asks at each of the nodes. */
    private static void assertNoneMoves(String... nodes) throws Exception {
        for (int shift = 0; shift < nodes.length; shift++) {
            assertThat(byCookie.moved(List.of(nodes), shift)).isEmpty();
            assertThat(byKey.moved(List.of(nodes), shift)).isEmpty();
        }
    }

    @Test
    void sessionsStayWhereTheyAreWhileNodesDieAndServersCome() throws Exception {
        byCookie.bind(cluster.ids());
        byKey.bind(cluster.ids());
        LabCluster.pause(SETTLED);
        assertNoneMoves("a", "b", "c");

        cluster.node("c").close();
        assertNoneMoves("a", "b");
        cluster.start("c").awaitTogether("a", "b", "c");
        awaitServers(SERVERS);
        assertNoneMoves("a", "b", "c");

        use(LabCluster.list(SERVERS + 1)).reload();
        awaitServers(SERVERS + 1);
        assertNoneMoves("a", "b", "c");

        cluster.node("b").close();
        assertNoneMoves("a", "c");
        cluster.start("b").awaitTogether("a", "b", "c");
        awaitServers(SERVERS + 1);
        assertNoneMoves("b", "a", "c");

        int gone = LabCluster.SERVER;
        String rest = LabCluster.list(SERVERS + 1)
                .replace("\"" + Lab.address("s1", Network.SERVERS) + ":" + gone + "\", ", "");
        use(rest).reload();
        awaitServers(SERVERS);
        for (Sessions sessions : List.of(byCookie, byKey)) {
            for (int shift = 0; shift < 3; shift++) {
                assertThat(sessions.moved(cluster.ids(), shift))
                        .allSatisfy((move, count) -> assertThat(move).startsWith(gone + " -> "));
            }
            assertThat(sessions.moved(cluster.ids(), 0).values().stream()
                            .mapToLong(Integer::longValue)
                            .sum())
                    .isEqualTo(sessions.at(gone));
        }
    }
}
