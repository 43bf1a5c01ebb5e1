package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of the proxy's own to requests whose body is still on its way. */
class LocalAnswersIT {
    private static final String POST = "POST /%s HTTP/1.1\r\nHost: a.test\r\n";

    @TempDir
    Path directory;

    /** Every refused form used to cost its client a connection. */
    @ParameterizedTest
    @CsvSource({"limited, 429", "refused, 405", "fixed, 200"})
    void aSmallRestIsReadForNobodyAndTheConnectionLivesOn(String path, int status) throws IOException {
        Wish wish = Wish.route("""
            }, { name = limited, match { path = /limited }, respond {},
                 rate-limits = [ { name = few, rate = 1/h, burst = 1 } ]
            }, { name = refused, match { path = /refused }, pool = p, allow-methods = [ GET ]
            }, { name = fixed, match { path = /fixed }, respond { body = fixed }
            """);
        try (var server = ScriptedServer.answering("served");
                var site = Site.of(directory, wish, server);
                var client = site.client()) {
            client.send("GET /limited HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                client.send(POST.formatted(path) + "Content-Length: 40000\r\n\r\n" + "x".repeat(100));
                Response response = client.response();
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.field("Connection")).isEmpty();
                client.send("x".repeat(39_900) + "GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(client.response().body()).isEqualTo("served");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 65537", "Transfer-Encoding: chunked", "'Content-Length: 5\r\nExpect: 100-continue'"})
    void aRestThatMayBeLongOrMayNotComeEndsTheConnection(String fields) throws IOException {
        try (var server = ScriptedServer.answering("served");
                var site = Site.of(directory, Wish.route("allow-methods = [ GET ]"), server);
                var client = site.client()) {
            client.send(POST.formatted("") + fields.replace("\\r\\n", "\r\n") + "\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.field("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aRestThatDoesNotComeIsNotWaitedForLong() throws IOException {
        try (var server = ScriptedServer.answering("served");
                var site = Site.of(directory, Wish.route("allow-methods = [ GET ]"), server);
                var client = site.client()) {
            client.send(POST.formatted("") + "Content-Length: 10\r\n\r\nabc");
            assertThat(client.response().status()).isEqualTo(405);
            // Reading gives up after twenty seconds: the proxy does before.
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whatIsInClearTextIsSentToHttps() throws IOException {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.listener("https-redirect = 8443"), server)) {
            Response sent = site.ask("POST /a//b?c=d HTTP/1.1\r\nHost: A.test:8080\r\nContent-Length: 0\r\n\r\n");
            assertThat(sent.status()).isEqualTo(308);
            assertThat(sent.field("Location")).isEqualTo("https://a.test:8443/a/b?c=d");
            site.reload(Wish.listener("https-redirect = 443"), server);
            assertThat(site.get("/").field("Location")).isEqualTo("https://a.test/");
            assertThat(site.ask("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n").field("Location"))
                    .isEqualTo("https://a.test");
            // These went to their route in clear text.
            assertThat(site.ask("GET /secret HTTP/1.0\r\n\r\n").status()).isEqualTo(400);
            assertThat(site.ask("GET /secret HTTP/1.0\r\nHost: a.test\r\n\r\n").status())
                    .isEqualTo(308);
            assertThat(server.requests).isEmpty();
        }
    }
}
