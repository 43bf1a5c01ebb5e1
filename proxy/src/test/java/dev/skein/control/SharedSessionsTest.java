package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.balance.Affinity;
import dev.skein.balance.Candidates;
import dev.skein.balance.KeySource;
import dev.skein.balance.PickContext;
import dev.skein.config.HostPort;
import dev.skein.config.Place;
import dev.skein.config.PoolSettings.ServerSettings;
import dev.skein.control.Nodes.Node;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import dev.skein.snapshot.Pool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand sessions bound by a header, over three nodes. */
class SharedSessionsTest {
    private static final int SESSIONS = 10_000;
    private static final String POOL = """
        servers = [ { id = s1, address = "127.0.0.1:9001" }, { id = s2, address = "127.0.0.1:9002" }
                    { id = s3, address = "127.0.0.1:9003" }, { id = s4, address = "127.0.0.1:9004" } ]
        affinity { mode = header, name = X-User }
        """;

    private final Random random = new Random(9);
    private final Nodes nodes;
    private final PickContext context = new PickContext(0, 1);

    SharedSessionsTest(@TempDir Path directory) {
        this.nodes = new Nodes(directory, 3, POOL);
        List.of("a", "b", "c").forEach(nodes::join);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private static Candidates candidates(Node node) {
        Pool pool = Objects.requireNonNull(node.snapshots.current().pools().get("shop"));
        return pool.view().candidates();
    }

    /** The server that a node sends a session to. */
    private String server(Node node, int session) {
        byte[] text = ("X-User: user-" + session).getBytes(StandardCharsets.US_ASCII);
        Candidates set = candidates(node);
        Affinity.Keyed keyed = (Affinity.Keyed) set.selection().affinity();
        long hash = KeySource.hash(text, 8, text.length);
        int server = keyed.bound(set, hash, context.begin(nodes.nanos));
        return server < 0 ? "none" : set.at(server).key().server();
    }

    /** Each session's server, each asked for at one node or another. */
    private Map<Integer, String> all() {
        List<Node> some = new ArrayList<>(nodes.all());
        Map<Integer, String> servers = new HashMap<>();
        for (int session = 0; session < SESSIONS; session++) {
            servers.put(session, server(some.get(random.nextInt(some.size())), session));
        }
        return servers;
    }

    private void kill(String id) {
        nodes.kill(nodes.all().stream()
                .filter(node -> node.id.equals(id))
                .findFirst()
                .orElseThrow());
        nodes.rounds(2);
    }

    /** As a reload of the same file on all nodes would. */
    private void add(String id) {
        HostPort address = HostPort.ofServer("127.0.0.1:9009");
        for (Node node : nodes.all()) {
            ServerSettings settings = new ServerSettings(new Place("test", 0), id, address, 1, "", false, 0, false);
            node.state.fold(new Change.ServerAdded("shop", settings, "test"));
        }
        nodes.rounds(2);
    }

    @Test
    void everyNodeSendsAKeyToTheSameServerWithoutAWord() {
        for (int session = 0; session < SESSIONS; session++) {
            int one = session;
            assertThat(nodes.all().stream().map(node -> server(node, one)).distinct())
                    .hasSize(1);
        }
    }

    @Test
    void noSessionMovesWhenANodeDies() {
        Map<Integer, String> before = all();
        kill("a");
        assertThat(all()).isEqualTo(before);
        kill("b");
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void noSessionMovesWhenAServerComesWhicheverNodeItIsAskedForAtAndWhoeverDiesThen() {
        Map<Integer, String> before = all();
        nodes.rounds(1);
        add("s9");
        assertThat(all()).isEqualTo(before);
        kill("a");
        assertThat(all()).isEqualTo(before);
        nodes.join("d");
        kill("b");
        assertThat(all()).isEqualTo(before);
        int moved = 0;
        Node any = nodes.all().iterator().next();
        for (int session = SESSIONS; session < 2 * SESSIONS; session++) {
            moved += server(any, session).equals("s9") ? 1 : 0;
        }
        assertThat(moved).isBetween(SESSIONS / 6, SESSIONS / 4);
    }

    @Test
    void aServerThatGoesMovesItsOwnSessionsOnlyAndTheyStayWhenItIsBack() {
        Map<Integer, String> before = all();
        nodes.all()
                .iterator()
                .next()
                .state
                .fold(new Change.Wished(
                        new ServerKey("shop", "s2"), new Wish(AdminState.MAINTENANCE, null, "ops", "", 0, 0)));
        nodes.settle();
        Map<Integer, String> without = all();
        without.forEach((session, server) -> {
            if ("s2".equals(before.get(session))) {
                assertThat(server).isNotEqualTo("s2");
            } else {
                assertThat(server).isEqualTo(before.get(session));
            }
        });
        nodes.all().iterator().next().state.fold(new Change.Wished(new ServerKey("shop", "s2"), Wish.NONE));
        nodes.settle();
        assertThat(all()).isEqualTo(without);
    }

    @Test
    void aSessionThatAServerNamedItselfIsKnownToAllNodesAndToThoseWhoComeLater() {
        Node first = nodes.all().iterator().next();
        Candidates set = candidates(first);
        Affinity.Keyed keyed = (Affinity.Keyed) set.selection().affinity();
        int other = set.at(0).key().server().equals(server(first, 7)) ? 1 : 0;
        byte[] text = "X-User: user-7".getBytes(StandardCharsets.US_ASCII);
        keyed.pins().put(KeySource.hash(text, 8, text.length), set.at(other).id(), nodes.nanos);
        nodes.round();
        nodes.join("d");
        String bound = set.at(other).key().server();
        assertThat(nodes.all()).allSatisfy(node -> assertThat(server(node, 7)).isEqualTo(bound));
    }
}
