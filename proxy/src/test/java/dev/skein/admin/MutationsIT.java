package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Response;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each change that the API's description knows, as each role: whoever may not is refused, and that is written down. */
class MutationsIT extends AdminBed {
    private static final List<String> ROLES = List.of("none", "viewer", "operator", "admin");
    private static final List<String> USERS = List.of("", "eve:see", "ops:operate", "ada:rule");
    /** Changes nothing wherever it is sent: no change knows such a field, and nothing of that name is there. */
    private static final String BODY = "{\"nothing-knows-this\":1}";

    MutationsIT() {
        super(AdminNode.USERS);
    }

    private record Mutation(String method, String path, String role) {}

    private List<Mutation> mutations() throws IOException {
        List<Mutation> all = new ArrayList<>();
        for (Map.Entry<String, Object> path : admin.json("/api/v1/openapi.json").getJsonObject("paths")) {
            for (String method : List.of("put", "post", "delete")) {
                JsonObject operation = ((JsonObject) path.getValue()).getJsonObject(method);
                if (operation != null && !path.getKey().endsWith("/session")) {
                    all.add(new Mutation(
                            method.toUpperCase(Locale.ROOT), real(path.getKey()), operation.getString("x-role")));
                }
            }
        }
        return all;
    }

    private static String real(String path) {
        return path.replace("{pool}", "shop").replaceAll("\\{\\w+}", "no-such");
    }

    private Response send(Mutation mutation, int role) throws IOException {
        String[] user = USERS.get(role).split(":", 2);
        String who = role == 0 ? "" : AdminNode.basic(user[0], user[1]);
        return admin.send(mutation.method, mutation.path, who, BODY);
    }

    @Test
    void whoeverMayNotIsRefusedAndTheJournalHasIt() throws IOException {
        List<Mutation> all = mutations();
        assertThat(all).hasSizeGreaterThan(25);
        int refused = 0;
        for (Mutation mutation : all) {
            int least = ROLES.indexOf(mutation.role);
            for (int role = 0; role < ROLES.size(); role++) {
                int status = send(mutation, role).status();
                String what = mutation + " as " + ROLES.get(role);
                if (role < least) {
                    assertThat(status).as(what).isEqualTo(role == 0 ? 401 : 403);
                    refused++;
                } else {
                    assertThat(status).as(what).isNotIn(401, 403, 405, 500);
                }
            }
        }
        assertThat(refused).isGreaterThan(50);
        // Sixty lines a minute, so that a stranger can't fill the journal.
        assertThat(journal()).hasSize(60);
        assertThat(journal()).anyMatch(text -> text.contains("ops@127.0.0.1")).anyMatch(text -> text.contains("403"));
    }

    @Test
    void aChangeByAnotherSitesPageIsRefusedWhateverItIs() throws IOException {
        for (Mutation mutation : mutations()) {
            Response response = admin.send(
                    mutation.method,
                    mutation.path,
                    AdminNode.basic("ada", "rule") + "Sec-Fetch-Site: cross-site\r\n",
                    BODY);
            assertThat(response.status()).as(mutation.toString()).isEqualTo(403);
            Response origin = admin.send(
                    mutation.method,
                    mutation.path,
                    AdminNode.basic("ada", "rule") + "Origin: http://evil.test\r\n",
                    BODY);
            assertThat(origin.status()).as(mutation.toString()).isEqualTo(403);
        }
        // Who it was is known, although nobody had asked for a password yet.
        assertThat(journal()).isNotEmpty().allMatch(text -> text.endsWith("ada@127.0.0.1"));
    }

    @Test
    void nodesAreForAdminsToRollAndToDrill() throws IOException {
        String ops = AdminNode.basic("ops", "operate");
        assertThat(admin.send("POST", "/api/v1/rolls", ops, "{}").status()).isEqualTo(403);
        String drill = "{\"kind\":\"drain-node\",\"target\":\"a\",\"cron\":\"0 0 * * *\"}";
        assertThat(admin.send("PUT", "/api/v1/drills/schedules/x", ops, drill).status())
                .isEqualTo(403);
        assertThat(admin.send("POST", "/api/v1/drills", ops, "{\"kind\":\"freeze-grid\",\"target\":\"a\"}")
                        .status())
                .isEqualTo(403);
    }

    private List<String> journal() {
        return admin.node.journal().stream()
                .filter(event -> event.kind() == EventKind.ADMIN_REFUSED)
                .map(event -> event.subject() + ": " + event.text() + " " + event.by())
                .toList();
    }
}
