package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.ApiDocument;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the OpenAPI document says of answers is what they are: each field, and no other. A cluster: {@code OperationsIT}. */
class OpenApiIT extends AdminBed {
    private ApiDocument document = new ApiDocument(new JsonObject());
    private final List<String> wrong = new ArrayList<>();

    OpenApiIT() {
        super("");
    }

    @BeforeEach
    void ask() throws IOException {
        document = new ApiDocument(admin.json("/api/v1/openapi.json"));
        admin.served();
    }

    /** What is served, but for the page's files, is described, and what is described is served. */
    @Test
    void theDocumentKnowsEachPathAndMethod() {
        Set<String> served = new TreeSet<>();
        for (Route route : routes()) {
            if (route.getPath() != null
                    && route.methods() != null
                    && !route.getPath().equals("/")) {
                String path = route.getPath().replaceAll(":(\\w+)", "{$1}");
                route.methods().forEach(method -> served.add(method + " " + path));
            }
        }
        // Of each that can be read.
        served.removeIf(one -> one.startsWith("HEAD "));
        assertThat(served)
                .containsExactlyInAnyOrderElementsOf(document.operations().stream()
                        .map(ApiDocument.Operation::name)
                        .collect(Collectors.toSet()));
    }

    private List<Route> routes() {
        NodeView node = admin.node.view();
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            Access access = new Access(
                    vertx, node, () -> node.present().get().settings().admin());
            SessionApi sessions = new SessionApi(
                    access,
                    node.journal(),
                    new ProviderDesk(vertx.getOrCreateContext(), node.ticker()),
                    new Underway(new Seal(node.secrets(), node.ticker())));
            new Api(node, access, new Reports(node, vertx.getOrCreateContext()), sessions).mount(router);
            return router.getRoutes();
        } finally {
            var unused = vertx.close();
        }
    }

    /** Six answers were described as any object, and so were whatever they were. */
    @Test
    void whatIsAnsweredIsDescribedFieldByField() {
        // That of the document itself.
        assertThat(document.vague()).containsExactly("schemas.AnyObject");
        assertThat(document.answering("AnyObject")).containsExactly("GET /api/v1/openapi.json");
    }

    @Test
    void eachReadableAnswerIsAsDescribed() throws IOException {
        int looked = 0;
        for (ApiDocument.Operation operation : document.operations()) {
            boolean stream = Set.of("/api/v1/stream", "/api/v1/tap").contains(operation.path());
            if (operation.method().equals("GET") && !stream) {
                Response response = check("GET", operation.path(), "");
                // 409 and 404: of a cluster only, or of those who have an identity provider.
                assertThat(response.status()).as(operation.name()).isIn(200, 404, 409);
                looked++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(looked).isGreaterThan(15);
    }

    @Test
    void changesAndQuestionsAreAnsweredAsDescribed() throws IOException {
        String server = "/api/v1/pools/{pool}/servers/{server}";
        check("PUT", server + "/admin-state", "{\"state\":\"drain\"}", 200);
        check("PUT", server + "/weight", "{\"weight\":3}", 200);
        check("POST", server + "/reset-ejection", "{}", 200);
        check("POST", "/api/v1/pools/{pool}/servers", "{\"address\":\"127.0.0.1:1\"}", 201);
        check("POST", "/api/v1/explain", "{\"url\":\"http://a.test/\"}", 200);
        check("PUT", server + "/weight", "{\"weight\":300}", 400);
        assertThat(wrong).isEmpty();
    }

    /** A node that is alone rolls, too; the commands are told of as run. */
    @Test
    void rollsAndDrillsAreAsDescribed() throws IOException {
        String target = admin.one.address().replace("\"", "");
        String roll = "/api/v1/rolls/{number}";
        check("POST", "/api/v1/rolls", "{\"pool\":\"shop\",\"runner\":\"test\",\"drainMs\":0}", 200);
        check("POST", roll + "/runner", "{\"runner\":\"test\"}", 200);
        check("POST", roll + "/pause", "{}", 200);
        check("POST", roll + "/resume", "{\"runner\":\"test\"}", 200);
        check("POST", roll + "/result", "{\"target\":\"" + target + "\",\"attempt\":1,\"exit\":0}", 200);
        check("POST", "/api/v1/drills/check", "{\"kind\":\"lose-server\",\"target\":\"shop/x\"}", 200);
        check("POST", roll + "/abort", "", 200);
        check("POST", "/api/v1/drills", "{\"kind\":\"lose-server\",\"target\":\"shop/x\"}", 200);
        check("POST", "/api/v1/drills/{number}/stop", "{}", 200);
        String schedule = "{\"cron\":\"15 3 * * 1\",\"kind\":\"lose-server\",\"target\":\"shop/x\"}";
        check("PUT", "/api/v1/drills/schedules/{name}", schedule, 200);
        for (String path : List.of("/api/v1/rolls", "/api/v1/drills", "/api/v1/overview")) {
            check("GET", path, "", 200);
        }
        check("DELETE", "/api/v1/drills/schedules/{name}", "", 200);
        assertThat(wrong).isEmpty();
    }

    private void check(String method, String path, String body, int status) throws IOException {
        assertThat(check(method, path, body).status()).as(method + " " + path).isEqualTo(status);
    }

    private Response check(String method, String path, String body) throws IOException {
        String real = path.replace("{pool}", "shop")
                .replace("{server}", id(admin.one))
                .replace("{number}", "1")
                .replace("{name}", "nightly");
        Response response = method.equals("GET") ? admin.get(real) : admin.send(method, real, body);
        String type = Objects.requireNonNullElse(response.field("Content-Type"), "");
        wrong.addAll(document.problems(method, path, response.status(), type, response.body()));
        return response;
    }

    private static String id(ScriptedServer server) {
        return server.address().replace("\"", "").replace(":", "%3A");
    }
}
