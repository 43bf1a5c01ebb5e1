package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.Cli;
import dev.skein.cli.Console;
import dev.skein.cli.ExitCode;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing in on the page, tokens of programs, users who may change some pools only, and what the audit log says of all. */
class SessionIT extends AdminBed {
    private static final String MORE = """
        skein.admin.users {
          ci { token-hash = "sha256:%s", role = operator }
          team { password-hash = "%s", role = operator, pools = [ other ] }
          mine { password-hash = "%s", role = operator, pools = [ shop ] }
          slow { password-hash = "%s", role = operator }
        }
        """.formatted(
                    HexFormat.of().formatHex(Sessions.hash("a token").array()),
                    AdminNode.hash("other"),
                    AdminNode.hash("shop"),
                    AdminNode.hash("slow", 10));
    private static final String PAGE = "X-Skein-Page: 1\r\n";

    SessionIT() {
        super(AdminNode.USERS + MORE);
    }

    private Response get(String path, String fields) throws IOException {
        return admin.raw("GET " + path + " HTTP/1.1\r\n" + admin.host() + fields + "\r\n");
    }

    private Response signIn(String user, String password) throws IOException {
        return admin.send(
                "POST",
                "/api/v1/session",
                PAGE,
                new JsonObject().put("user", user).put("password", password).encode());
    }

    /** As a browser sends it back. */
    private String cookie(String user, String password) throws IOException {
        String set = signIn(user, password).field("Set-Cookie");
        return "Cookie: " + set.substring(0, set.indexOf(';')) + "\r\n";
    }

    private Response drain(String fields) throws IOException {
        return admin.send("PUT", AdminNode.path(admin.one, "/admin-state"), fields, "{\"state\":\"drain\"}");
    }

    private String told(String kind) throws IOException {
        return get("/api/v1/events?kind=" + kind, AdminNode.basic("eve", "see")).body();
    }

    @Test
    void whoSignsInGetsACookieThatNoScriptReadsAndNoOtherSiteSends() throws IOException {
        Response response = signIn("ops", "operate");
        assertThat(response.status()).isEqualTo(200);
        assertThat(new JsonObject(response.body()).getString("role")).isEqualTo("operator");
        assertThat(response.field("Set-Cookie"))
                .startsWith("skein-" + admin.node.adminPort() + "=")
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict", "Path=/");
        assertThat(get("/api/v1/session", "").body()).contains("\"user\":null");
        assertThat(told("signed-in")).contains("ops@127.0.0.1");
    }

    @Test
    void aSessionLastsUntilItIsEnded() throws IOException {
        String cookie = cookie("ops", "operate");
        assertThat(get("/api/v1/status", cookie).body()).contains("\"signedIn\":true");
        assertThat(drain(cookie + PAGE).status()).isEqualTo(200);
        admin.raw("DELETE /api/v1/session HTTP/1.1\r\n" + admin.host() + cookie + PAGE + "\r\n");
        assertThat(get("/api/v1/status", cookie).status()).isEqualTo(401);
        assertThat(told("signed-out")).contains("ops@127.0.0.1");
    }

    @Test
    void aSessionEndsWithTheUsersPassword() throws IOException {
        String cookie = cookie("eve", "see");
        admin.reload(AdminNode.USERS.replace(
                AdminNode.USERS
                        .lines()
                        .filter(line -> line.contains("eve"))
                        .findFirst()
                        .orElseThrow(),
                "eve { password-hash = \"" + AdminNode.hash("other") + "\", role = viewer }"));
        assertThat(get("/api/v1/status", cookie).status()).isEqualTo(401);
    }

    @Test
    void aCookieAloneChangesNothing() throws IOException {
        String cookie = cookie("ops", "operate");
        assertThat(drain(cookie).status()).isEqualTo(403);
        assertThat(drain(cookie + PAGE + "Sec-Fetch-Site: cross-site\r\n").status())
                .isEqualTo(403);
        assertThat(drain(cookie + PAGE + "Origin: http://evil.test\r\n").status())
                .isEqualTo(403);
        assertThat(admin.served()).isEqualTo("one");
    }

    @Test
    void thePageIsNotAskedForAPasswordByTheBrowserItself() throws IOException {
        assertThat(get("/api/v1/status", PAGE).field("WWW-Authenticate")).isEmpty();
    }

    @Test
    void aWrongPasswordBeginsNoSessionAndWhoGuessesWaits() throws IOException {
        for (int i = 0; i < Throttle.FAILURES; i++) {
            Response response = signIn("ops", "guess" + i);
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.field("Set-Cookie")).isEmpty();
        }
        assertThat(signIn("ops", "operate").status()).isEqualTo(429);
    }

    @Test
    void programsHaveTokens() throws IOException {
        assertThat(get("/api/v1/status", "Authorization: Bearer a token\r\n").body())
                .contains("\"user\":\"ci\"");
        assertThat(drain("Authorization: Bearer a token\r\n").status()).isEqualTo(200);
        assertThat(drain("Authorization: Bearer another\r\n").status()).isEqualTo(401);
        assertThat(signIn("ci", "a token").status()).isEqualTo(401);
    }

    /** What the command prints is what the settings take. */
    @Test
    void aTokenMadeByTheCommandLineSignsIn() throws IOException {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        Console console = new Console(writer, writer, InputStream.nullInputStream(), name -> "");
        assertThat(Cli.execute(new String[] {"hash-password", "--token"}, options -> ExitCode.FAILED, console))
                .isEqualTo(ExitCode.OK);
        Matcher made = Pattern.compile("token (skein_\\S{43})\nhash  (sha256:[0-9a-f]{64})\n")
                .matcher(out.toString());
        assertThat(made.matches()).as(out.toString()).isTrue();
        admin.reload("skein.admin.users.robot { token-hash = \"%s\", role = operator }\n".formatted(made.group(2)));
        assertThat(get("/api/v1/status", "Authorization: Bearer " + made.group(1) + "\r\n")
                        .body())
                .contains("\"user\":\"robot\"");
    }

    @ParameterizedTest
    @CsvSource({"team,other,403", "mine,shop,200"})
    void aTeamChangesItsPoolsOnly(String user, String password, int status) throws IOException {
        String who = AdminNode.basic(user, password);
        assertThat(get("/api/v1/pools", who).status()).isEqualTo(200);
        assertThat(drain(who).status()).isEqualTo(status);
        assertThat(admin.send("POST", "/api/v1/virtual-ips/192.0.2.1/move", who, "{\"to\":\"b\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theAuditLogHasWhoWhyWhatWasBeforeAndAfter() throws IOException {
        admin.send(
                "PUT",
                AdminNode.path(admin.one, "/admin-state"),
                AdminNode.basic("ops", "operate"),
                "{\"state\":\"drain\",\"reason\":\"kernel update\"}");
        assertThat(told("admin-changed"))
                .contains("PUT: ready ", " drain (kernel update)", "\"by\":\"ops@127.0.0.1\"", "pools/shop/servers/");
    }

    @Test
    void theAuditLogHasWhatWasRefusedToo() throws IOException {
        drain(AdminNode.basic("eve", "see"));
        drain("");
        assertThat(told("admin-refused"))
                .contains("PUT refused with 403: role: viewer of eve", "\"by\":\"eve@127.0.0.1\"")
                .contains("PUT refused with 401", "\"by\":\"nobody@127.0.0.1\"");
    }

    /** The line was written with the answer's head, and who closed the connection had none: a change nobody had made. */
    @Test
    void whoHangsUpBeforeTheAnswerStandsInTheAuditLogTooWithTheReason() throws IOException {
        String body = "{\"reason\":\"in passing\"%s}";
        hangUp("PUT", "/admin-state", body.formatted(",\"state\":\"drain\""));
        hangUp("POST", "/reset-ejection", body.formatted(""));
        hangUp("PUT", "/weight", body.formatted(",\"weight\":257"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(told("admin-changed"))
                        .contains("PUT: ready ", " drain (in passing)", " ejection reset (in passing)"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(told("admin-refused"))
                        .contains("/weight", "PUT refused with 400", "(in passing)", "\"by\":\"slow@127.0.0.1\""));
    }

    /** Gone long before the password is known to be right. */
    private void hangUp(String method, String what, String body) throws IOException {
        try (RawClient client = RawClient.to(admin.node.adminPort())) {
            client.send(method + " " + AdminNode.path(admin.one, what) + " HTTP/1.1\r\n" + admin.host()
                    + AdminNode.basic("slow", "slow") + "Content-Type: application/json\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
        }
    }

    @Test
    void ofManyRefusedOnesSomeAreWrittenAndTheRestCounted() throws IOException {
        for (int i = 0; i < 80; i++) {
            drain("");
        }
        String told = get("/api/v1/events?kind=admin-refused&limit=1000", AdminNode.basic("eve", "see"))
                .body();
        assertThat(told.split("refused with 401", -1)).hasSize(61);
    }

    @Test
    void whoSaysWhatTheySawChangesNothingThatIsNotSoAnyMore() throws IOException {
        String who = AdminNode.basic("ops", "operate");
        Response seen = get(AdminNode.path(admin.one, ""), who);
        String match = who + "If-Match: " + seen.field("ETag") + "\r\n";
        Response first = drain(match);
        assertThat(first.status()).isEqualTo(200);
        Response second = drain(match);
        assertThat(second.status()).isEqualTo(412);
        assertThat(second.body()).contains("ops@127.0.0.1 has set it to drain meanwhile");
        assertThat(drain(who + "If-Match: " + first.field("ETag") + "\r\n").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/pages/../../reference.conf",
        "/pages/..%2f..%2freference.js",
        "/reference.conf",
        "//etc/passwd",
        "/%00.js",
        "/lib/../index.html"
    })
    void noWayLeadsUpFromThePage(String path) throws IOException {
        assertThat(get(path, "").status()).isIn(400, 404);
    }
}
