package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of {@code docs/routing.md}, run: each row of its table takes the route it says. */
class RoutingDocumentIT {
    private static final Path DOCUMENT = Path.of("../docs/routing.md");
    private static final Pattern ROW = Pattern.compile(
            "^\\| `?([^`|]+?)`?(?: with `([^`]+)`)? \\| (?:`(\\w+)`|none, 404) \\|.+\\|$", Pattern.MULTILINE);
    /** What tells routes apart: the answer of their pool, or their own. */
    private static final Map<String, String> ANSWERS =
            Map.of("site", "site", "shop", "shop", "cart", "cart", "beta", "cart-next", "ping", "pong");

    @TempDir
    Path directory;

    private record Row(String host, String path, String cookie, String route) {}

    private static List<Row> rows(String document) {
        List<Row> rows = new ArrayList<>();
        Matcher row = ROW.matcher(document);
        while (row.find()) {
            String target = row.group(1);
            int slash = target.indexOf('/');
            String cookie = row.group(2) == null ? "" : row.group(2) + "\r\n";
            String route = row.group(3) == null ? "" : row.group(3);
            rows.add(
                    slash < 0
                            ? new Row(rows.getLast().host(), rows.getLast().path(), cookie, route)
                            : new Row(target.substring(0, slash), target.substring(slash), cookie, route));
        }
        return rows;
    }

    private static String example(String document) {
        int start = document.indexOf("```hocon\n") + "```hocon\n".length();
        return document.substring(start, document.indexOf("```", start));
    }

    @Test
    void eachRowOfTheTableTakesTheRouteItNames() throws IOException {
        String document = Files.readString(DOCUMENT);
        try (var site = ScriptedServer.answering("site");
                var shop = ScriptedServer.answering("shop");
                var cart = ScriptedServer.answering("cart");
                var next = ScriptedServer.answering("cart-next");
                var node = NodeUnderTest.start(directory, """
                    skein {
                      %s
                      listeners { http { bind = "127.0.0.1:0" } }
                      defaults.pool.health.type = off
                      pools { site.servers = [ %s ], shop.servers = [ %s ]
                              cart.servers = [ %s ], cart-next.servers = [ %s ] }
                    }
                    """.formatted(
                                example(document), site.address(), shop.address(), cart.address(), next.address()))) {
            List<Row> rows = rows(document);
            assertThat(rows).hasSize(6);
            for (Row row : rows) {
                Response response = RawClient.ask(
                        node.port("http"),
                        "GET " + row.path() + " HTTP/1.1\r\nHost: " + row.host() + "\r\n" + row.cookie()
                                + "Connection: close\r\n\r\n");
                String got = response.status() == 404 ? "" : response.body();
                assertThat(got).as(row.toString()).isEqualTo(ANSWERS.getOrDefault(row.route(), ""));
            }
        }
    }
}
