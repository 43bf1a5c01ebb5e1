package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.ApiDocument;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is limited to pools may do there what the role allows, and nothing that touches others, or the whole. */
class TeamsIT extends AdminBed {
    /** Of the pool of these tests, and of another one. */
    private static final String TEAMS = """
        skein.admin.users {
          tea { password-hash = "%s", role = admin, pools = [ shop ] }
          coy { password-hash = "%s", role = admin, pools = [ spare ] }
        }
        skein.pools.spare { servers = [ "127.0.0.1:1" ], health { type = off } }
        skein.pools.shop.affinity { mode = header, name = x-user }
        """.formatted(AdminNode.hash("team"), AdminNode.hash("team"));

    private static final String V1 = "/api/v1";
    private static final String SERVERS = V1 + "/pools/shop/servers";
    private static final String SERVER = SERVERS + "/none";
    private static final String DRILL = "{\"kind\":\"lose-server\",\"target\":\"shop/x\"}";
    private static final String SCHEDULE = "{\"kind\":\"lose-server\",\"target\":\"shop/x\",\"cron\":\"0 0 * * *\"}";

    /** In this order: what is begun can be ended. */
    private static final List<Asked> OF_SHOP = List.of(
            new Asked("PUT", SERVER + "/admin-state", "{\"state\":\"ready\"}"),
            new Asked("PUT", SERVER + "/weight", "{\"weight\":1}"),
            new Asked("POST", SERVER + "/probe", "{}"),
            new Asked("POST", SERVER + "/reset-ejection", "{}"),
            new Asked("POST", SERVER + "/unbind-sessions", "{}"),
            new Asked("POST", SERVERS, "{\"address\":\"127.0.0.1:2\"}"),
            new Asked("DELETE", SERVERS + "/127.0.0.1:2", ""),
            new Asked("POST", V1 + "/pools/shop/sessions/unbind", "{\"value\":\"x\"}"),
            new Asked("POST", V1 + "/sessions/find", "{\"pool\":\"shop\",\"value\":\"x\"}"),
            new Asked("POST", V1 + "/drills/check", DRILL),
            new Asked("POST", V1 + "/drills", DRILL),
            new Asked("POST", V1 + "/drills/1/stop", "{}"),
            new Asked("PUT", V1 + "/drills/schedules/own", SCHEDULE),
            new Asked("PUT", V1 + "/drills/schedules/own", SCHEDULE),
            new Asked("DELETE", V1 + "/drills/schedules/own", ""),
            new Asked("POST", V1 + "/rolls", "{\"pool\":\"shop\",\"runner\":\"x\"}"),
            new Asked("POST", V1 + "/rolls/1/runner", "{\"runner\":\"x\"}"),
            new Asked("POST", V1 + "/rolls/1/result", "{\"target\":\"x\",\"attempt\":1,\"exit\":0}"),
            new Asked("POST", V1 + "/rolls/1/pause", "{}"),
            new Asked("POST", V1 + "/rolls/1/resume", "{\"runner\":\"x\"}"),
            new Asked("POST", V1 + "/rolls/1/abort", "{}"));

    private static final List<Asked> OF_MORE = List.of(
            new Asked("POST", V1 + "/sessions/find", "{\"value\":\"x\"}"),
            new Asked("POST", V1 + "/drills", "{\"kind\":\"drain-node\",\"target\":\"shop/x\"}"),
            new Asked("POST", V1 + "/drills", "{\"kind\":\"lose-server\",\"target\":\"spare/127.0.0.1:1\"}"),
            new Asked("POST", V1 + "/rolls", "{}"),
            new Asked("POST", V1 + "/keys/rotate", "{}"),
            new Asked("POST", V1 + "/config/apply", "{\"pool\":\"shop\"}"),
            new Asked("POST", V1 + "/voters", "{\"node\":\"b\"}"),
            new Asked("DELETE", V1 + "/voters/b", ""),
            new Asked("POST", V1 + "/virtual-ips/203.0.113.10/move", "{\"to\":\"b\"}"),
            new Asked("POST", V1 + "/certificates/x/renew", "{}"),
            new Asked("POST", V1 + "/quorum/force", "{\"confirm\":\"edge\"}"));

    private record Asked(String method, String path, String body) {}

    TeamsIT() {
        super(AdminNode.USERS + TEAMS);
    }

    private int status(String user, Asked asked) throws IOException {
        return admin.send(asked.method, asked.path, AdminNode.basic(user, "team"), asked.body)
                .status();
    }

    @Test
    void aTeamMayWhatTouchesItsPoolAlone() throws IOException {
        for (Asked asked : OF_SHOP) {
            assertThat(status("coy", asked)).as("coy: " + asked).isEqualTo(403);
            assertThat(status("tea", asked)).as("tea: " + asked).isNotIn(400, 401, 403, 405, 500);
        }
        for (Asked asked : OF_MORE) {
            assertThat(status("tea", asked)).as("tea: " + asked).isEqualTo(403);
        }
    }

    /** Whatever the description knows, now and later: without a pool in it, it is not for them. */
    @Test
    void whatNamesNoPoolIsForNoTeam() throws IOException {
        ApiDocument document = new ApiDocument(admin.json("/api/v1/openapi.json"));
        for (ApiDocument.Operation operation : document.operations()) {
            boolean change =
                    !operation.method().equals("GET") && !operation.path().endsWith("/session");
            if (change && !operation.role().equals("viewer")) {
                String path = operation.path().replace("{pool}", "shop").replaceAll("\\{\\w+}", "none");
                assertThat(status("coy", new Asked(operation.method(), path, "{\"reason\":\"x\"}")))
                        .as(operation.name())
                        .isEqualTo(403);
            }
        }
    }

    /** Nobody gets somebody else's schedule by its name. */
    @Test
    void aScheduleOfAnotherPoolIsNeitherReplacedNorRemoved() throws IOException {
        String path = V1 + "/drills/schedules/night";
        assertThat(status("tea", new Asked("PUT", path, SCHEDULE))).isEqualTo(200);
        String other = SCHEDULE.replace("shop/x", "spare/x");
        assertThat(status("coy", new Asked("PUT", path, other))).isEqualTo(403);
        assertThat(status("coy", new Asked("DELETE", path, ""))).isEqualTo(403);
        assertThat(admin.send("GET", V1 + "/drills", AdminNode.basic("eve", "see"), "")
                        .body())
                .contains("shop/x");
    }

    @Test
    void aTeamSeesRequestsOfItsPoolOnly() throws IOException {
        assertThat(tap("?pool=shop")).isEqualTo(200);
        assertThat(tap("")).isEqualTo(403);
        assertThat(tap("?pool=spare")).isEqualTo(403);
        assertThat(tap("?pool=shop&pool=spare")).isEqualTo(403);
    }

    private int tap(String query) throws IOException {
        try (RawClient client = RawClient.to(admin.node.adminPort())) {
            client.send("GET /api/v1/tap" + query + " HTTP/1.1\r\n" + admin.host() + AdminNode.basic("tea", "team")
                    + "\r\n");
            String head = client.head();
            return Integer.parseInt(head.split(" ", 3)[1]);
        }
    }

    @Test
    void theOthersAreNotLimited() throws IOException {
        Response roll = admin.send(
                "POST",
                V1 + "/rolls",
                AdminNode.basic("ops", "operate"),
                "{\"pool\":\"shop\",\"runner\":\"x\",\"reason\":\"test\"}");
        assertThat(roll.status()).isEqualTo(200);
    }
}
