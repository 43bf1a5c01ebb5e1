package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other sites' pages can't have a browser do, and what nobody can. */
class GuardIT extends AdminHouse {
    private static final String DRAIN = "{\"state\":\"drain\"}";

    GuardIT() {
        super("skein.admin.allowed-hosts = [ admin.example.com ]\n");
    }

    @AfterAll
    @Override
    void stop() throws IOException {
        assertThat(admin.get("/api/v1/pools/shop").body()).doesNotContain("drain");
        super.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9090", "127.0.0.2", "[::1]", "localhost.evil.example"})
    void anotherHostIsMisdirected(String host) throws IOException {
        assertThat(admin.raw("GET /ready HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                        .status())
                .isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "admin.example.com", "admin.example.com:443"})
    void ownNamesAreAnswered(String host) throws IOException {
        assertThat(admin.raw("GET /ready HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    /** They are refused before anything else looks at them, and were answered as a fault of the node. */
    @ParameterizedTest
    @CsvSource({"'GET / HTTP/1.1\r\n\r\n', 400", "'GET ready HTTP/1.1\r\nHost: localhost\r\n\r\n', 404"})
    void whatIsNoRequestToAPathOfAHostIsRefused(String request, int status) throws IOException {
        assertThat(admin.raw(request).status()).isEqualTo(status);
    }

    @Test
    void aCheckOfABalancerNeedsNoHost() throws IOException {
        assertThat(admin.raw("GET /ready HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example\r\n",
                "Origin: null\r\n",
                "Sec-Fetch-Site: cross-site\r\n",
                "Sec-Fetch-Site: same-site\r\n"
            })
    void anotherSitesPageChangesNothing(String field) throws IOException {
        assertThat(admin.send("PUT", AdminNode.path(admin.one, "/admin-state"), field, DRAIN)
                        .status())
                .isEqualTo(403);
        assertThat(admin.send("DELETE", AdminNode.path(admin.one, ""), field, "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theOwnPageMay() throws IOException {
        String own = "Origin: http://127.0.0.1:" + admin.node.adminPort() + "\r\nSec-Fetch-Site: same-origin\r\n";
        assertThat(admin.send("PUT", AdminNode.path(admin.one, "/admin-state"), own, "{\"state\":\"ready\"}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"})
    void whatAFormCanSendIsNotTaken(String type) throws IOException {
        Response response = admin.raw("PUT " + AdminNode.path(admin.one, "/admin-state") + " HTTP/1.1\r\n"
                + admin.host() + type + "Content-Length: " + DRAIN.length() + "\r\n\r\n" + DRAIN);
        assertThat(response.status()).isEqualTo(415);
    }

    @Test
    void aBodyBeyondTheBoundIsRefusedBeforeItWasRead() throws IOException {
        Response response = admin.raw("PUT " + AdminNode.path(admin.one, "/admin-state") + " HTTP/1.1\r\n"
                + admin.host() + "Content-Type: application/json\r\nContent-Length: 65537\r\n\r\n");
        assertThat(response.status()).isEqualTo(413);
    }

    @Test
    void aBodyThatGrowsBeyondTheBoundIsRefused() throws IOException {
        try (RawClient client = RawClient.to(admin.node.adminPort())) {
            client.send("PUT " + AdminNode.path(admin.one, "/admin-state") + " HTTP/1.1\r\n" + admin.host()
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n11000\r\n"
                    + " ".repeat(0x11000) + "\r\n0\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(413);
        }
    }
}
