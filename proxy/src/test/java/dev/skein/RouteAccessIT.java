package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.skein.Site.Wish;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and what servers are told of it: networks, passwords, somebody else's word, other sites' scripts. */
class RouteAccessIT {
    @TempDir
    Path directory;

    private static String get(String... fields) {
        return "GET /a?b=c HTTP/1.1\r\nHost: a.test\r\n"
                + (fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n") + "\r\n";
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String argon(String password) {
        byte[] salt = "saltsaltsalt".getBytes(StandardCharsets.US_ASCII);
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(64)
                .withIterations(1)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[32];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=64,t=1,p=1$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private Path users(String... lines) throws Exception {
        Path file = directory.resolve("users");
        Files.writeString(file, String.join("\n", lines) + "\n");
        return file;
    }

    private static String bcrypt(String password) {
        return BCrypt.withDefaults().hashToString(4, password.toCharArray());
    }

    @Test
    void networksOfClients() throws Exception {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route("access { allow = [ 10.0.0.0/8 ] }"), server)) {
            assertThat(site.ask(get()).status()).isEqualTo(403);
            assertThat(site.logged("/a")).startsWith("403 PR");
            site.reload(Wish.route("access { allow = [ 127.0.0.0/8 ] }"), server);
            assertThat(site.ask(get()).status()).isEqualTo(200);
            site.reload(Wish.route("access { deny = [ 127.0.0.1 ] }"), server);
            assertThat(site.ask(get()).status()).isEqualTo(403);
        }
    }

    @Test
    void aPasswordLetsInAndTheServerIsToldWho() throws Exception {
        Path file = users("ann:" + bcrypt("secret"), "# nobody", "bob:" + argon("pass:word"));
        String access = "access { basic { users = \"" + file + "\", header = X-User, realm = \"In \\\"here\\\"\" } }";
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route(access), server)) {
            Response asked = site.ask(get());
            assertThat(asked.status()).isEqualTo(401);
            assertThat(asked.field("WWW-Authenticate")).isEqualTo("Basic realm=\"In \\\"here\\\"\", charset=\"UTF-8\"");
            assertThat(site.ask(get(basic("ann:wrong"))).status()).isEqualTo(401);
            assertThat(site.ask(get(basic("eve:secret"))).status()).isEqualTo(401);
            assertThat(site.ask(get("Authorization: Basic %%%")).status()).isEqualTo(401);
            assertThat(site.ask(get(basic("ann:secret"), basic("ann:secret"))).status())
                    .isEqualTo(401);
            assertThat(server.requests).isEmpty();
            for (int i = 0; i < 2; i++) {
                assertThat(site.ask(get(basic("ann:secret"), "X-User: root", "X_User: root"))
                                .status())
                        .isEqualTo(200);
                assertThat(server.request()).contains("\r\nX-User: ann\r\n").doesNotContain("root", "uthorization");
            }
            assertThat(site.ask(get(basic("bob:pass:word"))).status()).isEqualTo(200);
            assertThat(server.request()).contains("\r\nX-User: bob\r\n");
        }
    }

    @Test
    void aBodyWaitsForTheVerdict() throws Exception {
        String access = "access { basic { users = \"" + users("ann:" + bcrypt("secret")) + "\", cache = off } }";
        String body = "x".repeat(300_000);
        String put = "PUT /a HTTP/1.1\r\nHost: a.test\r\n%s\r\nContent-Length: 300000\r\n\r\n" + body;
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route(access), server)) {
            assertThat(site.ask(put.formatted(basic("ann:secret"))).status()).isEqualTo(200);
            assertThat(server.request()).endsWith(body);
            try (RawClient leaving = site.client()) {
                leaving.send(put.formatted(basic("ann:secret")).substring(0, 1000));
                leaving.reset();
            }
            assertThat(site.ask(get(basic("ann:wrong"))).status()).isEqualTo(401);
        }
    }

    @Test
    void aChangedFileCountsForWhoeverLogsIn() throws Exception {
        Path file = users("ann:" + bcrypt("secret"));
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route("access.basic = \"" + file + "\""), server)) {
            assertThat(site.ask(get(basic("ann:secret"))).status()).isEqualTo(200);
            users("ann:" + bcrypt("other"), "new:" + bcrypt("one"));
            assertThat(site.ask(get(basic("new:one"))).status()).isEqualTo(200);
            // A changed file makes all be asked again.
            assertThat(site.ask(get(basic("ann:secret"))).status()).isEqualTo(401);
            assertThat(site.ask(get(basic("ann:other"))).status()).isEqualTo(200);
        }
    }

    private static void decide(Peer peer) throws IOException {
        String head;
        while (!(head = peer.request()).isEmpty()) {
            if (head.contains("X-Mood: in")) {
                peer.send("HTTP/1.1 200 OK\r\nX-Who: ann\r\nContent-Length: 0\r\n\r\n");
            } else if (head.contains("X-Mood: broken")) {
                peer.send("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
            } else {
                peer.send("HTTP/1.1 302 Found\r\nLocation: /login\r\nSet-Cookie: s=1\r\nSet-Cookie: t=2\r\n"
                        + "X-Own: 1\r\nContent-Length: 2\r\n\r\nin");
            }
        }
    }

    @Test
    void aServiceDecides() throws Exception {
        try (var server = ScriptedServer.answering("ok");
                var service = ScriptedServer.of(RouteAccessIT::decide);
                var site = Site.of(
                        directory,
                        Wish.route("access.forward-auth { url = \"http://127.0.0.1:" + service.port()
                                + "/verify\", send = [ X-Mood ], copy = [ X-Who ] }"),
                        server)) {
            assertThat(site.ask(get("X-Mood: in", "X-Who: root", "X-Other: 1")).status())
                    .isEqualTo(200);
            assertThat(server.request()).contains("\r\nX-Who: ann\r\n").doesNotContain("root");
            assertThat(service.request())
                    .startsWith("GET /verify HTTP/1.1\r\n")
                    .contains(
                            "X-Forwarded-Method: GET",
                            "X-Forwarded-Uri: /a?b=c",
                            "X-Forwarded-Host: a.test",
                            "X-Forwarded-Proto: http",
                            "X-Forwarded-For: 127.0.0.1")
                    .doesNotContain("X-Other");
            Response login = site.ask(get());
            assertThat(login.status()).isEqualTo(302);
            assertThat(login.head()).contains("Location: /login\r\n", "Set-Cookie: s=1\r\n", "Set-Cookie: t=2\r\n");
            assertThat(login.head()).doesNotContain("X-Own");
            assertThat(login.body()).isEqualTo("in");
            assertThat(site.ask(get("X-Mood: broken")).status()).isEqualTo(503);
            service.kill();
            assertThat(site.ask(get("X-Mood: in")).status()).isEqualTo(503);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void whoLeavesWhileTheServiceThinksIsForgotten() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        try (var server = ScriptedServer.answering("ok");
                var service = ScriptedServer.of(peer -> {
                    if (peer.request().contains("/next")) {
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        return;
                    }
                    asked.countDown();
                    if (peer.request().isEmpty()) {
                        givenUp.countDown();
                    }
                });
                var site = Site.of(
                        directory,
                        Wish.route("access.forward-auth { timeout = 1m, url = \"http://127.0.0.1:" + service.port()
                                + "/\" }"),
                        server)) {
            try (RawClient client = site.client()) {
                client.send(get());
                asked.await();
                client.reset();
            }
            Awaitility.await().until(() -> site.node().metrics().inFlight() == 0);
            assertThat(givenUp.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(site.get("/next").status()).isEqualTo(200);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void scriptsOfOtherSites() throws Exception {
        String cors = """
            allow-methods = [ GET ]
            access.cors { origins = [ "https://*.shop.test", "https://a.test" ], credentials = true, expose = [ x-total ] }
            """;
        try (var server = ScriptedServer.of(peer ->
                        peer.serve("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n"));
                var site = Site.of(directory, Wish.route(cors), server)) {
            String preflight = get(
                            "Access-Control-Request-Method: PUT",
                            "Access-Control-Request-Headers: x-a, x-b",
                            "Origin: https://www.Shop.test")
                    .replace("GET", "OPTIONS");
            Response allowed = site.ask(preflight);
            assertThat(allowed.status()).isEqualTo(204);
            assertThat(allowed.head())
                    .contains(
                            "Access-Control-Allow-Origin: https://www.Shop.test\r\n",
                            "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE\r\n",
                            "Access-Control-Allow-Headers: x-a, x-b\r\n",
                            "Access-Control-Allow-Credentials: true\r\n",
                            "Access-Control-Max-Age: 600\r\n",
                            "Vary: Origin");
            assertThat(site.ask(preflight.replace("www.Shop.test", "shop.test")).status())
                    .isEqualTo(403);
            assertThat(site.ask(preflight.replace("www.Shop.test", "evilshop.test"))
                            .status())
                    .isEqualTo(403);
            assertThat(server.requests).isEmpty();
            answersAreMarked(site);
        }
    }

    private static void answersAreMarked(Site site) throws IOException {
        Response plain = site.ask(get("Origin: https://a.test"));
        assertThat(plain.head())
                .contains(
                        "Access-Control-Allow-Origin: https://a.test\r\n",
                        "Access-Control-Expose-Headers: x-total\r\n",
                        "Vary: Origin\r\n")
                .doesNotContain("Origin: *");
        assertThat(site.ask(get("Origin: https://b.test")).head())
                .contains("Vary: Origin\r\n")
                .doesNotContain("Access-Control");
    }
}
