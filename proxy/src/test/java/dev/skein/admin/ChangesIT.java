package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be changed, and that traffic heeds it. */
class ChangesIT extends AdminBed {
    ChangesIT() {
        super("");
    }

    private Response wish(ScriptedServer server, String body) throws IOException {
        return admin.send("PUT", AdminNode.path(server, "/admin-state"), body);
    }

    @Test
    void aDrainedServerGetsNothingNewAndTheJournalSaysWhoDidIt() throws IOException {
        Response response = wish(admin.one, "{\"state\":\"drain\",\"reason\":\"kernel update\"}");
        assertThat(response.status()).isEqualTo(200);
        JsonObject server = new JsonObject(response.body());
        assertThat(server.getString("state")).isEqualTo("draining");
        assertThat(server.getJsonObject("admin").getString("by")).isEqualTo("local@127.0.0.1");
        assertThat(server.getJsonObject("admin").getString("reason")).isEqualTo("kernel update");
        for (int i = 0; i < 10; i++) {
            assertThat(admin.served()).isEqualTo("two");
        }
        JsonObject event = admin.json("/api/v1/events?limit=1&kind=server-state-wished")
                .getJsonArray("events")
                .getJsonObject(0);
        assertThat(event.getString("kind")).isEqualTo("server-state-wished");
        assertThat(event.getString("by")).isEqualTo("local@127.0.0.1");
        assertThat(event.getString("text")).contains("drain", "kernel update");
    }

    @Test
    void aWishTwiceIsOneEvent() throws IOException {
        wish(admin.one, "{\"state\":\"maintenance\"}");
        long before = newest();
        assertThat(wish(admin.one, "{\"state\":\"maintenance\"}").status()).isEqualTo(200);
        assertThat(newest()).isEqualTo(before);
    }

    private long newest() throws IOException {
        return admin.json("/api/v1/events?limit=1")
                .getJsonArray("events")
                .getJsonObject(0)
                .getLong("seq");
    }

    @Test
    void wishesSurviveARestart() throws IOException {
        wish(admin.one, "{\"state\":\"drain\",\"reason\":\"disk\"}");
        admin.send("PUT", AdminNode.path(admin.two, "/weight"), "{\"weight\":7}");
        admin.node.close();
        try (AdminNode again = AdminNode.start(directory, "", admin.one, admin.two)) {
            JsonArray servers = again.json("/api/v1/pools/shop").getJsonArray("servers");
            assertThat(servers.getJsonObject(0).getJsonObject("admin").getString("reason"))
                    .isEqualTo("disk");
            assertThat(servers.getJsonObject(1).getJsonObject("weight").getInteger("wished"))
                    .isEqualTo(7);
            assertThat(again.served()).isEqualTo("two");
        }
    }

    @Test
    void weightAndStateAreKeptApart() throws IOException {
        wish(admin.one, "{\"state\":\"drain\"}");
        Response response = admin.send("PUT", AdminNode.path(admin.one, "/weight"), "{\"weight\":0}");
        assertThat(new JsonObject(response.body()).getString("state")).isEqualTo("draining");
        response = wish(admin.one, "{\"state\":\"ready\"}");
        JsonObject weight = new JsonObject(response.body()).getJsonObject("weight");
        assertThat(weight.getInteger("wished")).isZero();
        assertThat(weight.getInteger("effective")).isZero();
        response = admin.send("PUT", AdminNode.path(admin.one, "/weight"), "{\"weight\":null}");
        assertThat(new JsonObject(response.body()).getJsonObject("weight").getValue("wished"))
                .isNull();
    }

    @Test
    void aPoolWithoutServersThatServeIsTrouble() throws IOException {
        wish(admin.one, "{\"state\":\"drain\"}");
        assertThat(admin.json("/api/v1/pools/shop").getString("state")).isEqualTo("up");
        assertThat(admin.json("/api/v1/status").getJsonArray("trouble").getString(0))
                .startsWith("pool shop: 1 of 2 servers is out by an operator's word (");
        assertThat(admin.json("/api/v1/overview").getString("state")).isEqualTo("up");
        wish(admin.two, "{\"state\":\"maintenance\"}");
        assertThat(admin.json("/api/v1/pools/shop").getString("state")).isEqualTo("down");
        assertThat(admin.json("/api/v1/status").getJsonArray("trouble").getString(0))
                .isEqualTo("pool shop: none of 2 servers serves: its requests get 503");
        assertThat(admin.json("/api/v1/routes")
                        .getJsonArray("routes")
                        .getJsonObject(1)
                        .getString("state"))
                .isEqualTo("down");
    }

    @Test
    void aServerIsAddedServesAndIsRemoved() throws IOException {
        wish(admin.one, "{\"state\":\"maintenance\"}");
        wish(admin.two, "{\"state\":\"maintenance\"}");
        try (ScriptedServer three = ScriptedServer.answering("three")) {
            String address = three.address().replace("\"", "");
            String body =
                    new JsonObject().put("address", address).put("id", "a/b c").encode();
            Response response = admin.send("POST", "/api/v1/pools/shop/servers", body);
            assertThat(response.status()).isEqualTo(201);
            assertThat(response.field("Location")).isEqualTo("/api/v1/pools/shop/servers/a%2Fb%20c");
            assertThat(new JsonObject(response.body()).getString("origin")).isEqualTo("added");
            assertThat(admin.served()).isEqualTo("three");
            assertThat(admin.send("POST", "/api/v1/pools/shop/servers", body).status())
                    .isEqualTo(409);
            assertThat(admin.raw("DELETE " + response.field("Location") + " HTTP/1.1\r\n" + admin.host() + "\r\n")
                            .status())
                    .isEqualTo(204);
            assertThat(admin.json("/api/v1/pools/shop").getJsonArray("servers")).hasSize(2);
        }
    }

    @Test
    void aConfiguredServerIsNotRemoved() throws IOException {
        Response response =
                admin.raw("DELETE " + AdminNode.path(admin.one, "") + " HTTP/1.1\r\n" + admin.host() + "\r\n");
        assertThat(response.status()).isEqualTo(409);
        assertThat(new JsonObject(response.body()).getString("detail")).contains("maintenance");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/admin-state | {\"state\":\"gone\"} | state: gone (expected: one of [ready, drain, maintenance])",
                "/admin-state | {} | state: missing",
                "/admin-state | {\"state\":\"drain\",\"reson\":\"x\"} | reson: unknown",
                "/admin-state | {\"state\":1} | state: 1",
                "/admin-state | {\"state\":\"drain\",\"reason\":5} | reason: 5",
                "/admin-state | nonsense | body: not a JSON object",
                "/weight | {\"weight\":300} | weight: 300 (expected: 0 to 256)",
                "/weight | {\"weight\":-1} | weight: -1",
                "/weight | {\"weight\":1.5} | weight: 1.5",
                "/weight | {} | weight: missing"
            })
    void whatCannotBeMeantIsRefused(String what, String body, String detail) throws IOException {
        Response response = admin.send("PUT", AdminNode.path(admin.one, what), body);
        assertThat(response.status()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("detail")).startsWith(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"address\":\"10.0.0.1\"} | address: '10.0.0.1'",
                "{\"address\":\"shop.internal:80\"} | address: 'shop.internal:80'",
                "{\"address\":\"10.0.0.1:80\",\"weight\":\"2\"} | weight: 2",
                "{\"address\":\"10.0.0.1:80\",\"backup\":\"yes\"} | backup: yes",
                "{\"id\":\"x\"} | address: missing"
            })
    void aServerThatCannotBeMeantIsRefused(String body, String detail) throws IOException {
        Response response = admin.send("POST", "/api/v1/pools/shop/servers", body);
        assertThat(response.status()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("detail")).startsWith(detail);
    }

    @Test
    void unknownPoolsAndServersAreNotFound() throws IOException {
        String body = "{\"state\":\"drain\"}";
        assertThat(admin.send("PUT", "/api/v1/pools/shop/servers/nope/admin-state", body)
                        .status())
                .isEqualTo(404);
        assertThat(admin.send("PUT", "/api/v1/pools/nope/servers/nope/admin-state", body)
                        .status())
                .isEqualTo(404);
        assertThat(admin.send("POST", "/api/v1/pools/nope/servers", "{\"address\":\"10.0.0.1:80\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aNodeThatStopsSaysSoAndTakesNoChange() throws Exception {
        admin.node.stopping();
        assertThat(admin.get("/ready").status()).isEqualTo(503);
        assertThat(admin.get("/ready").body()).isEqualTo("stopping");
        assertThat(wish(admin.one, "{\"state\":\"drain\"}").status()).isEqualTo(503);
        assertThat(admin.json("/api/v1/status").getJsonObject("node").getString("state"))
                .isEqualTo("stopping");
    }
}
