package dev.skein.admin;

import dev.skein.NodeUnderTest;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A node with an admin listener and a pool {@code shop} of two servers, who answer {@code one} and {@code two}; what a
 * request to the admin listener says is written out by each test.
 */
final class AdminNode implements AutoCloseable {
    /** Hashes of bcrypt at its lowest cost, of {@code see}, {@code operate} and {@code rule}. */
    static final String USERS = """
        skein.admin.users {
          eve { password-hash = "%s", role = viewer }
          ops { password-hash = "%s", role = operator }
          ada { password-hash = "%s", role = admin }
        }
        """.formatted(hash("see"), hash("operate"), hash("rule"));

    final ScriptedServer one;
    final ScriptedServer two;
    final NodeUnderTest node;

    private AdminNode(ScriptedServer one, ScriptedServer two, NodeUnderTest node) {
        this.one = one;
        this.two = two;
        this.node = node;
    }

    static AdminNode start(Path directory, String more) throws IOException {
        return start(directory, more, ScriptedServer.answering("one"), ScriptedServer.answering("two"));
    }

    static AdminNode start(Path directory, String more, ScriptedServer one, ScriptedServer two) {
        return new AdminNode(one, two, NodeUnderTest.start(directory, text(one, two) + more));
    }

    /** The same with other lines at its end, as a changed file brings them. */
    void reload(String more) throws IOException {
        node.reload(text(one, two) + more);
    }

    private static String text(ScriptedServer one, ScriptedServer two) {
        return """
            skein.node.event-loops = 1
            skein.admin.bind = "127.0.0.1:0"
            skein.listeners.http { bind = "127.0.0.1:0" }
            skein.routes = [
              { name = beta, match { path-prefix = /, headers { x-beta = "1" } }, respond { status = 200, body = beta } }
              { name = shop, match { path-prefix = / }, pool = shop } ]
            skein.pools.shop { servers = [ %s, %s ], health { type = off } }
            """.formatted(quoted(one), quoted(two));
    }

    private static String quoted(ScriptedServer server) {
        return "{ address = " + server.address() + " }";
    }

    static String hash(String password) {
        return hash(password, 4);
    }

    /** @param cost bcrypt's: each one more takes twice as long; 10 is tens of milliseconds */
    static String hash(String password, int cost) {
        return at.favre.lib.crypto.bcrypt.BCrypt.withDefaults().hashToString(cost, password.toCharArray());
    }

    static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(both) + "\r\n";
    }

    String host() {
        return "Host: 127.0.0.1:" + node.adminPort() + "\r\n";
    }

    /** Path of a server's {@code what}. */
    static String path(ScriptedServer server, String what) {
        String id = URLEncoder.encode(server.address().replace("\"", ""), StandardCharsets.UTF_8);
        return "/api/v1/pools/shop/servers/" + id + what;
    }

    Response get(String path) throws IOException {
        return raw("GET " + path + " HTTP/1.1\r\n" + host() + "\r\n");
    }

    JsonObject json(String path) throws IOException {
        return new JsonObject(get(path).body());
    }

    Response send(String method, String path, String body) throws IOException {
        return send(method, path, "", body);
    }

    /** @param fields more lines of the head, each with its end */
    Response send(String method, String path, String fields, String body) throws IOException {
        return raw(method + " " + path + " HTTP/1.1\r\n" + host() + "Content-Type: application/json\r\n" + fields
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    Response raw(String request) throws IOException {
        return RawClient.ask(node.adminPort(), request);
    }

    /** Who answers a request through the proxy. */
    String served() throws IOException {
        return RawClient.ask(node.port("http"), "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
                .body();
    }

    @Override
    public void close() throws IOException {
        node.close();
        one.close();
        two.close();
    }
}
