package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where sessions go, and one that is taken off its server; what was before and after stands in the audit log. */
class BindingIT extends AdminBed {

    BindingIT() {
        super("skein.pools.shop.affinity { mode = app-cookie, name = sid }\n");
    }

    private String answers() throws IOException {
        return RawClient.ask(admin.node.port("http"), "GET / HTTP/1.1\r\nHost: a.test\r\nCookie: sid=abc\r\n\r\n")
                .body();
    }

    private JsonObject find() throws IOException {
        return new JsonObject(admin.send("POST", "/api/v1/sessions/find", "{\"pool\":\"shop\",\"value\":\"abc\"}")
                .body());
    }

    private static String id(ScriptedServer server) {
        return server.address().replace("\"", "");
    }

    @Test
    void aSessionIsFoundWhereItsRequestsGoAndGoesElsewhereOnceItIsUnbound() throws IOException {
        String before = answers();
        String home = before.equals("one") ? id(admin.one) : id(admin.two);
        assertThat(find().getString("server")).isEqualTo(home);
        assertThat(find().getBoolean("pinned")).isFalse();
        assertThat(find().getString("why")).isEqualTo("the session's key is bound to it");
        String unbind = "/api/v1/pools/shop/sessions/unbind";
        JsonObject moved =
                new JsonObject(admin.send("POST", unbind, "{\"value\":\"abc\"}").body());
        assertThat(moved.getString("from")).isEqualTo(home);
        assertThat(answers()).isNotEqualTo(before);
        assertThat(find().getBoolean("pinned")).isTrue();
        assertThat(find().getString("server")).isEqualTo(moved.getString("to"));
        JsonObject pool = admin.json("/api/v1/sessions").getJsonArray("pools").getJsonObject(0);
        assertThat(pool.getString("mode")).isEqualTo("app-cookie");
        assertThat(pool.getJsonArray("servers").encode()).contains("\"sessions\":1");
        assertThat(changed()).anyMatch(text -> text.contains("a session on " + home + " → on "));
    }

    @Test
    void allSessionsOfAServerGoElsewhereAndTheAuditLogSaysWhy() throws IOException {
        String before = answers();
        String home = before.equals("one") ? id(admin.one) : id(admin.two);
        String other = before.equals("one") ? id(admin.two) : id(admin.one);
        String path = AdminNode.path(before.equals("one") ? admin.one : admin.two, "/unbind-sessions");
        // A session is remembered once it was moved: alone, a node trusts the hash until then.
        admin.send("POST", "/api/v1/pools/shop/sessions/unbind", "{\"value\":\"abc\"}");
        assertThat(find().getString("server")).isEqualTo(other);
        String there = path.replace(home.replace(":", "%3A"), other.replace(":", "%3A"));
        JsonObject done = new JsonObject(
                admin.send("POST", there, "{\"reason\":\"memory leak\"}").body());
        assertThat(done.getInteger("unboundHere")).as(done.encode()).isEqualTo(1);
        assertThat(answers()).isEqualTo(before);
        assertThat(changed())
                .anyMatch(text ->
                        text.contains("sessions on shop/" + other + " → unbound, 1 of this node (memory leak)"));
    }

    @Test
    void rollsAndDrillsStandInTheAuditLogWithBeforeAndAfter() throws IOException {
        var first =
                admin.send("POST", "/api/v1/rolls", "{\"pool\":\"shop\",\"runner\":\"test\",\"note\":\"version 2\"}");
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        admin.send("POST", "/api/v1/rolls/1/pause", "{}");
        admin.send("POST", "/api/v1/drills", "{\"kind\":\"lose-server\",\"target\":\"shop/x\"}");
        assertThat(changed())
                .anyMatch(text -> text.contains("no roll → roll 1 running, 0 of 2 done (version 2)"))
                .anyMatch(text -> text.contains("roll 1 running, 0 of 2 done → roll 1 paused"))
                .anyMatch(text -> text.contains("no drill → drill 1 (lose-server shop/x) checking"));
    }

    @Test
    void whatCountsIsShownWithItsPlaceAndWithoutSecrets() throws IOException {
        String all =
                admin.json("/api/v1/config/effective").getJsonArray("settings").encode();
        assertThat(all)
                .contains("\"key\":\"skein.pools.shop.affinity.name\",\"value\":\"\\\"sid\\\"\",\"place\":\"")
                .contains(
                        "\"key\":\"skein.pools.shop.balance\",\"value\":\"\\\"round-robin\\\"\",\"place\":null,\"default\":true");
    }

    private List<String> changed() {
        return admin.node.journal().stream()
                .filter(event -> event.kind() == EventKind.ADMIN_CHANGED)
                .map(event -> event.subject() + ": " + event.text())
                .toList();
    }
}
