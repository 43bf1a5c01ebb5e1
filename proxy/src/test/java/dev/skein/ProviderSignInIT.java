package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.skein.harness.IdentityProvider;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in to the admin page by an identity provider. */
class ProviderSignInIT {
    private static final String START = "/api/v1/session/provider";
    private static final String USERS = "skein.admin.users.ops { role = operator, password-hash = \""
            + BCrypt.withDefaults().hashToString(4, "operate".toCharArray()) + "\" }\n";

    @TempDir
    Path directory;

    private IdentityProvider identity;
    private final PageClient browser = new PageClient();

    @BeforeEach
    void start() throws Exception {
        identity = new IdentityProvider(directory);
    }

    @AfterEach
    void stop() {
        browser.close();
        identity.close();
    }

    private NodeUnderTest node(String more) {
        return NodeUnderTest.start(directory, text(more));
    }

    private static String text(String more) {
        return """
            skein.node.event-loops = 1
            skein.admin.bind = "127.0.0.1:0"
            skein.listeners.http { bind = "127.0.0.1:0" }
            skein.routes = [ { name = shop, pool = shop } ]
            skein.pools { shop { servers = [ "127.0.0.1:1" ], health { type = off } }
                          other { servers = [ "127.0.0.1:2" ], health { type = off } } }
            """ + more;
    }

    /** Goes there and comes back: the path on the node that the provider sends the browser to. */
    private String approved(NodeUnderTest node) throws Exception {
        HttpResponse<String> away = browser.get(node, START + "?to=%23%2Fpools");
        assertThat(away.statusCode()).isEqualTo(303);
        return START + "/callback?" + identity.approve(URI.create(PageClient.location(away)));
    }

    private HttpResponse<String> signIn(NodeUnderTest node) throws Exception {
        return browser.get(node, approved(node));
    }

    private static List<String> told(NodeUnderTest node, EventKind kind) {
        return node.journal().stream()
                .filter(event -> event.kind() == kind)
                .map(Event::text)
                .toList();
    }

    private int drain(NodeUnderTest node, String pool, int port) throws Exception {
        String path = "/api/v1/pools/" + pool + "/servers/127.0.0.1%3A" + port + "/admin-state";
        return browser.ask("PUT", node, path, "{\"state\":\"drain\"}").statusCode();
    }

    @Test
    void whoHasAGroupOfARoleGetsASessionAndLeavesItOnBothSides() throws Exception {
        try (NodeUnderTest node = node(USERS + identity.lines(""))) {
            assertThat(browser.session(node).getString("provider")).isEqualTo("Example");
            HttpResponse<String> back = signIn(node);
            assertThat(back.statusCode()).isEqualTo(303);
            assertThat(PageClient.location(back)).isEqualTo("/#/pools");
            assertThat(back.headers().allValues("set-cookie"))
                    .anyMatch(cookie -> cookie.startsWith("skein-" + node.adminPort() + "=")
                            && cookie.contains("HTTPOnly")
                            && cookie.contains("SameSite=Strict"));
            JsonObject you = browser.session(node);
            assertThat(you.getString("user")).isEqualTo("oidc:alice");
            assertThat(you.getString("role")).isEqualTo("admin");
            assertThat(drain(node, "shop", 1)).isEqualTo(200);
            assertThat(node.journal())
                    .anyMatch(event -> event.kind() == EventKind.SIGNED_IN
                            && "oidc:alice@127.0.0.1".equals(event.by())
                            && event.text().equals("as admin by Example"))
                    .anyMatch(event ->
                            event.kind() == EventKind.ADMIN_CHANGED && "oidc:alice@127.0.0.1".equals(event.by()));
            HttpResponse<String> out = browser.ask("DELETE", node, "/api/v1/session", "");
            assertThat(new JsonObject(out.body()).getString("location"))
                    .startsWith(
                            identity.issuer() + "/end?client_id=skein&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1")
                    .contains("id_token_hint=ey");
            assertThat(browser.session(node).getString("user")).isNull();
        }
    }

    @Test
    void anotherNodeOfTheClusterMayGetTheAnswer() throws Exception {
        try (Trio trio = new Trio(directory, identity.lines("url = \"http://127.0.0.1:1\"")).start("a", "b")) {
            HttpResponse<String> away = browser.get(trio.node("a"), START + "?here=1");
            String answer = identity.approve(URI.create(PageClient.location(away)));
            assertThat(PageClient.location(browser.get(trio.node("b"), START + "/callback?" + answer)))
                    .isEqualTo("/");
            assertThat(browser.session(trio.node("b")).getString("user")).isEqualTo("oidc:alice");
            assertThat(identity.redeemed.getLast().get("redirect_uri"))
                    .isEqualTo("http://127.0.0.1:1" + START + "/callback");
            assertThat(PageClient.location(browser.get(trio.node("a"), START + "?to=%23%2Fpools")))
                    .isEqualTo("http://127.0.0.1:1" + START + "?here=1&to=%23%2Fpools");
        }
    }

    @Test
    void aCodeOfOneProviderIsShownToNoOther() throws Exception {
        String lines = USERS + identity.lines("");
        try (NodeUnderTest node = node(lines)) {
            String answer = approved(node);
            node.reload(text(lines.replace(identity.issuer(), "http://127.0.0.1:1")));
            browser.get(node, answer);
            assertThat(browser.session(node).getString("told")).contains("another provider was asked");
            assertThat(identity.redeemed).isEmpty();
        }
    }

    @Test
    void anAnswerCountsOnceAndForTheBrowserThatAskedOnly() throws Exception {
        try (NodeUnderTest node = node(USERS + identity.lines(""))) {
            String answer = approved(node);
            String kept = browser.cookies.getOrDefault("skein-sign-in", "");
            assertThat(PageClient.location(browser.get(node, answer.replaceAll("state=[^&]*", "state=other"))))
                    .isEqualTo("/#/pools");
            assertThat(browser.session(node).getString("told")).contains("state");
            assertThat(browser.session(node).getString("told")).isNull();
            browser.get(node, answer);
            assertThat(browser.session(node).getString("told")).contains("no sign-in is under way");
            assertThat(identity.redeemed).isEmpty();
            browser.cookies.put("skein-sign-in", kept);
            browser.get(node, answer);
            assertThat(browser.session(node).getString("user")).isEqualTo("oidc:alice");
            browser.cookies.clear();
            browser.cookies.put("skein-sign-in", kept);
            browser.get(node, answer);
            assertThat(browser.session(node).getString("told"))
                    .isEqualTo("Example: it does not take the code: invalid_grant");
            browser.cookies.put("skein-sign-in", kept.substring(0, kept.length() - 2) + "AA");
            browser.get(node, answer);
            assertThat(browser.session(node).getString("told")).contains("no sign-in is under way");
            assertThat(told(node, EventKind.SIGN_IN_REFUSED))
                    .containsExactly("Example: it does not take the code: invalid_grant from 127.0.0.1");
        }
    }

    @Test
    void whoHasNoGroupOfARoleIsToldWhichOnesThereWereAndWhoTriesTooOftenWaits() throws Exception {
        try (NodeUnderTest node = node(USERS + identity.lines(""))) {
            identity.claims = claims -> claims.setStringListClaim("groups", "staff", "bowling");
            assertThat(signIn(node).headers().allValues("set-cookie"))
                    .noneMatch(cookie -> cookie.startsWith("skein-" + node.adminPort()));
            assertThat(browser.session(node).getString("told"))
                    .isEqualTo("Example: oidc:alice may nothing here: none of the groups staff, bowling has a role"
                            + " (skein.admin.oidc.groups)");
            identity.claims = claims -> claims.unsetClaim("groups");
            signIn(node);
            assertThat(browser.session(node).getString("told")).contains("no groups came with it");
            identity.claims = claims -> claims.setStringClaim("nonce", "other");
            for (int i = 2; i < 10; i++) {
                signIn(node);
            }
            assertThat(PageClient.location(browser.get(node, START))).isEqualTo("/");
            assertThat(browser.session(node).getString("told")).contains("too many were refused from 127.0.0.1");
            assertThat(told(node, EventKind.SIGN_IN_REFUSED)).hasSize(10);
            assertThat(browser.ask("POST", node, "/api/v1/session", "{\"user\":\"ops\",\"password\":\"operate\"}")
                            .statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void aTeamChangesItsPoolsOnlyAndASessionEndsWithItsGroupsRole() throws Exception {
        try (NodeUnderTest node = node(identity.lines(""))) {
            assertThat(browser.get(node, "/api/v1/status").statusCode()).isEqualTo(401);
            identity.claims = claims -> claims.setStringListClaim("groups", "lookers", "/shop team");
            signIn(node);
            assertThat(drain(node, "shop", 1)).isEqualTo(200);
            assertThat(drain(node, "other", 2)).isEqualTo(403);
            assertThat(browser.ask("POST", node, "/api/v1/config/rollback", "{}")
                            .statusCode())
                    .isEqualTo(403);
            node.reload("skein.admin.bind = \"127.0.0.1:0\"\n"
                    + identity.lines("groups { \"/shop team\" = null, lookers = null }"));
            assertThat(browser.session(node).getString("user")).isNull();
        }
    }

    @Test
    void whileTheProviderIsAwayUsersSignInAllTheSame() throws Exception {
        try (NodeUnderTest node = node(USERS + identity.lines(""))) {
            identity.close();
            assertThat(PageClient.location(browser.get(node, START))).isEqualTo("/");
            assertThat(browser.session(node).getString("told"))
                    .startsWith("Example can't be asked: https://localhost:")
                    .endsWith("users of this node still can sign in");
            assertThat(browser.ask("POST", node, "/api/v1/session", "{\"user\":\"ops\",\"password\":\"operate\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(told(node, EventKind.SIGN_IN_REFUSED)).isEmpty();
        }
    }

    @Test
    void whatIsWrongInTheFileIsToldWithItsPlace() {
        String wrong = """
            skein.admin.oidc { issuer = "http://id.test", url = "https://a.test/x", scopes = [ groups ], timeout = 0s
              client-secret = a, client-secret-file = "%s", ca = "%s", groups { a = root } }
            """.formatted(identity.authority, directory.resolve("skein.conf"));
        assertThatThrownBy(() -> node(wrong))
                .hasMessageContaining("skein.admin.oidc.issuer")
                .hasMessageContaining("skein.admin.oidc.client-id")
                .hasMessageContaining("skein.admin.oidc.client-secret-file")
                .hasMessageContaining("skein.admin.oidc.url")
                .hasMessageContaining("openid among them")
                .hasMessageContaining("skein.admin.oidc.groups.a")
                .hasMessageContaining("skein.admin.oidc.timeout")
                .hasMessageContaining("a PEM file of certificates");
    }
}
