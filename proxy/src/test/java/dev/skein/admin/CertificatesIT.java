package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.trust.TestAuthority;
import dev.skein.cluster.trust.TlsFiles;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates are in use, where, and until when. */
class CertificatesIT {
    @TempDir
    private Path directory;

    @Test
    void eachCertificateIsThereOnceWithAllItsUsesAndOneThatEndsSoonIsTrouble() throws IOException {
        TestAuthority authority = new TestAuthority(directory, "edge");
        TlsFiles site = authority.issue(
                "site", builder -> builder.notAfter(Instant.now().plus(Duration.ofDays(7))));
        TlsFiles shown = authority.issue("proxy");
        String more = """
            skein.listeners.https { bind = "127.0.0.1:0", tls {
              certificates = [ { cert = "%s", key = "%s" } ], client-auth = request, client-ca = "%s" } }
            skein.pools.shop.tls { cert = "%s", key = "%s", ca = "%s" }
            """.formatted(site.cert(), site.key(), site.ca(), shown.cert(), shown.key(), shown.ca());
        try (AdminNode admin =
                AdminNode.start(directory, more, ScriptedServer.answering("one"), ScriptedServer.answering("two"))) {
            await().until(() -> certificates(admin).size() == 3);
            JsonObject first = certificates(admin).getJsonObject(0);
            assertThat(first.getString("state")).isEqualTo("ending");
            assertThat(first.getString("fingerprint")).hasSize(64);
            assertThat(uses(first)).isEqualTo("listener https " + site.cert());
            assertThat(uses(certificates(admin).getJsonObject(1))).contains("pool shop " + shown.cert());
            assertThat(uses(certificates(admin).getJsonObject(2)))
                    .contains("clients https " + site.ca())
                    .contains("servers shop " + site.ca());
            Response renewed = admin.send(
                    "POST",
                    "/api/v1/certificates/" + first.getString("fingerprint") + "/renew",
                    "{\"reason\":\"test\"}");
            assertThat(renewed.status()).isEqualTo(409);
            assertThat(renewed.body()).contains("from file", "expected: one that comes by itself");
            assertThat(admin.json("/api/v1/overview").getJsonArray("trouble").encode())
                    .contains("certificate of listener https", "ends in 6 days");
        }
    }

    private static JsonArray certificates(AdminNode admin) throws IOException {
        return admin.json("/api/v1/certificates").getJsonArray("certificates");
    }

    private static String uses(JsonObject certificate) {
        StringBuilder uses = new StringBuilder();
        for (Object one : certificate.getJsonArray("uses")) {
            JsonObject use = (JsonObject) one;
            uses.append(uses.isEmpty() ? "" : ", ")
                    .append(use.getString("use"))
                    .append(' ')
                    .append(use.getString("where"))
                    .append(' ')
                    .append(use.getString("file"));
        }
        return uses.toString();
    }
}
