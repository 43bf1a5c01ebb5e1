package dev.skein;

import static org.awaitility.Awaitility.await;

import dev.skein.cli.Cli;
import dev.skein.cli.Console;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Who steers nodes a, b and c by the command line, through whichever of them; keeps all that was printed. */
final class TrioOperator {
    static final List<String> IDS = List.of("a", "b", "c");

    private final Trio trio;
    private final StringWriter said = new StringWriter();

    TrioOperator(Trio trio) {
        this.trio = trio;
    }

    /** Waits until all see all, and one of them takes the steps of what runs for longer. */
    void together(Duration within) {
        for (String id : IDS) {
            await().atMost(within)
                    .until(() -> Trio.objects(trio.get(id, "/api/v1/nodes"), "nodes").stream()
                                    .filter(node -> node.getString("state").equals("present"))
                                    .count()
                            == IDS.size());
        }
        await().atMost(within).until(() -> !driver().isEmpty());
    }

    /** The node that takes the steps; empty between two. */
    String driver() {
        return Trio.objects(trio.get("a", "/api/v1/cluster").getJsonObject("quorum"), "roles").stream()
                .filter(role -> role.getString("role").equals("schedules"))
                .map(role -> role.getString("holder"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    static String other(String node) {
        return IDS.stream().filter(id -> !id.equals(node)).findFirst().orElseThrow();
    }

    /** The exit code of a command that asks a node. */
    int skein(String asked, String... words) {
        PrintWriter out = new PrintWriter(said, true);
        String url = "http://127.0.0.1:" + trio.node(asked).adminPort();
        Console console =
                new Console(out, out, InputStream.nullInputStream(), name -> name.equals("SKEIN_ADMIN") ? url : "");
        return Cli.execute(words, _ -> 0, console);
    }

    /** How a node sees a server of the pool {@code shop}; empty if it doesn't know it. */
    String state(String asked, String server) {
        return Trio.objects(trio.get(asked, "/api/v1/pools/shop"), "servers").stream()
                .filter(one -> one.getString("id").equals(server))
                .map(one -> one.getString("state"))
                .findFirst()
                .orElse("");
    }

    String said() {
        return said.toString();
    }
}
