package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what. */
class AccessIT extends AdminBed {

    AccessIT() {
        super(AdminNode.USERS);
    }

    private Response get(String path, String authorization) throws IOException {
        return admin.raw("GET " + path + " HTTP/1.1\r\n" + admin.host() + authorization + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/api/v1/status",
                "/api/v1/pools",
                "/api/v1/routes",
                "/api/v1/events",
                "/api/v1/overview",
                "/api/v1/picture",
                "/api/v1/history",
                "/api/v1/config"
            })
    void nobodyLooksWithoutAPassword(String path) throws IOException {
        Response response = get(path, "");
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.field("WWW-Authenticate")).startsWith("Basic realm=\"skein\"");
        assertThat(get(path, AdminNode.basic("eve", "see")).status()).isIn(200, 409);
    }

    @Test
    void thePageItselfNeedsNoneSinceItSaysNothingOfTheNode() throws IOException {
        assertThat(get("/", "").status()).isEqualTo(200);
        assertThat(get("/", "").body()).doesNotContain("shop");
    }

    @Test
    void readyNeedsNone() throws IOException {
        assertThat(get("/ready", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"eve,see,403,viewer", "ops,operate,200,operator", "ada,rule,200,admin"})
    void eachRoleMayWhatItMay(String user, String password, int status, String role) throws IOException {
        String who = AdminNode.basic(user, password);
        String one = AdminNode.path(admin.one, "");
        assertThat(get("/api/v1/status", who).body()).contains("\"role\":\"" + role + "\"");
        assertThat(admin.send("POST", "/api/v1/explain", who, "{\"url\":\"http://a.test/\"}")
                        .status())
                .isEqualTo(200);
        assertThat(admin.send("PUT", one + "/admin-state", who, "{\"state\":\"drain\"}")
                        .status())
                .isEqualTo(status);
        assertThat(admin.send("PUT", one + "/weight", who, "{\"weight\":3}").status())
                .isEqualTo(status);
        assertThat(admin.send("POST", "/api/v1/pools/shop/servers", who, "{\"address\":\"127.0.0.1:1\"}")
                        .status())
                .isEqualTo(status == 200 ? 201 : status);
        assertThat(admin.send("DELETE", "/api/v1/pools/shop/servers/127.0.0.1:1", who, "")
                        .status())
                .isEqualTo(status == 200 ? 204 : status);
        if (status == 200) {
            assertThat(get("/api/v1/events?limit=1", who).body()).contains("\"by\":\"" + user + "@127.0.0.1\"");
        }
    }

    /** What there is to do of it is up to a cluster; who may is asked first. */
    @ParameterizedTest
    @CsvSource({
        "GET,/config,viewer",
        "GET,/config/revisions,viewer",
        "GET,/config/diff,operator",
        "POST,/config/check,operator",
        "POST,/config/apply,admin",
        "POST,/config/promote,admin",
        "POST,/config/rollback,admin",
        "POST,/keys/rotate,admin",
        "POST,/drills/check,operator",
        "POST,/voters,admin",
        "DELETE,/voters/b,admin",
        "POST,/quorum/force,admin",
        "POST,/virtual-ips/203.0.113.10/move,operator",
        "GET,/drills,viewer",
        "GET,/rolls,viewer"
    })
    void eachRoleMayWhatItMayOfTheCluster(String method, String path, String least) throws IOException {
        assertLeast(least, method, path, "{}");
    }

    /** What is done to nodes and their addresses is more than what operators do day by day. */
    @ParameterizedTest
    @CsvSource({"lose-server,operator", "move-address,admin", "drain-node,admin", "freeze-grid,admin"})
    void whatADrillDoesSaysWhoMayRunIt(String kind, String least) throws IOException {
        String body = "{\"kind\":\"" + kind + "\",\"target\":\"shop/x\"";
        assertLeast(least, "POST", "/drills", body + "}");
        assertLeast(least, "PUT", "/drills/schedules/weekly", body + ",\"cron\":\"15 3 * * 1\"}");
    }

    private void assertLeast(String least, String method, String path, String body) throws IOException {
        String[] users = {"eve", "ops", "ada"};
        String[] passwords = {"see", "operate", "rule"};
        int needed = List.of("viewer", "operator", "admin").indexOf(least);
        assertThat(admin.send(method, "/api/v1" + path, "", body).status()).isEqualTo(401);
        for (int rank = 0; rank < users.length; rank++) {
            String who = AdminNode.basic(users[rank], passwords[rank]);
            int status = admin.send(method, "/api/v1" + path, who, body).status();
            if (rank < needed) {
                assertThat(status).as(users[rank]).isEqualTo(403);
            } else {
                assertThat(status).as(users[rank]).isNotIn(401, 403, 404, 405);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"eve,wrong", "nobody,see", "eve,''", "'',''"})
    void aWrongPasswordIsRefused(String user, String password) throws IOException {
        assertThat(get("/api/v1/status", AdminNode.basic(user, password)).status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ????", "Basic bm9jb2xvbg==", "Bearer x"})
    void whatIsNoPasswordIsRefused(String value) throws IOException {
        assertThat(get("/api/v1/status", "Authorization: " + value + "\r\n").status())
                .isEqualTo(401);
    }

    @Test
    void whoGuessesHasToWaitAndWhoKnewGoesOn() throws IOException {
        String right = AdminNode.basic("eve", "see");
        assertThat(get("/api/v1/status", right).status()).isEqualTo(200);
        for (int i = 0; i < Throttle.FAILURES; i++) {
            assertThat(get("/api/v1/status", AdminNode.basic("ops", "guess" + i))
                            .status())
                    .isEqualTo(401);
        }
        Response response = get("/api/v1/status", AdminNode.basic("ops", "operate"));
        assertThat(response.status()).isEqualTo(429);
        assertThat(Integer.parseInt(response.field("Retry-After"))).isBetween(1, 61);
        assertThat(get("/api/v1/status", right).status()).isEqualTo(200);
        assertThat(get("/api/v1/events", right).body()).contains("sign-in-refused", "it has to wait now");
    }

    @Test
    void aChangedFileChangesWhoMay() throws IOException {
        String who = AdminNode.basic("eve", "see");
        assertThat(get("/api/v1/status", who).status()).isEqualTo(200);
        admin.reload(AdminNode.USERS.replace("eve {", "eva {"));
        assertThat(get("/api/v1/status", who).status()).isEqualTo(401);
        assertThat(get("/api/v1/status", AdminNode.basic("eva", "see")).status())
                .isEqualTo(200);
    }
}
