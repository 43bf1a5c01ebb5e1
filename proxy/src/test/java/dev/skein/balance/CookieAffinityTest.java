package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import dev.skein.model.ServerKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieAffinityTest {
    private static final SessionCookie.Key OLD = SessionCookie.Key.of("old secret".getBytes(StandardCharsets.UTF_8));
    private static final SessionCookie.Key NEW = SessionCookie.Key.of("new secret".getBytes(StandardCharsets.UTF_8));

    private final List<Candidate> servers = Pool.servers(5);
    private final PickContext context = Pool.context();

    @Test
    void aNewSessionGetsACookieAndStays() {
        Candidates set = cookies(servers, NEW);
        int server = set.select(get(), context.begin(0));
        assertThat(context.bound()).isFalse();
        assertThat(context.issuesCookie()).isTrue();
        assertThat(servers.get(server).load().sessions()).isEqualTo(1);
        for (int i = 0; i < 10; i++) {
            assertThat(set.select(get(sent(set, server)), context.begin(0))).isEqualTo(server);
            assertThat(context.bound()).isTrue();
            assertThat(context.issuesCookie()).isFalse();
        }
    }

    @Test
    void everyNodeMakesAndKnowsTheSameCookies() {
        Candidates one = cookies(servers, NEW);
        Candidates other = cookies(List.of(Pool.server("x"), servers.get(3), servers.get(1)), NEW);
        assertThat(other.select(get(sent(one, 3)), context)).isEqualTo(1);
    }

    @Test
    void aDrainingServerKeepsItsSessionsAndGetsNoNewOnes() {
        Candidates before = cookies(servers, NEW);
        for (Standing standing : List.of(Pool.DRAINING, Pool.LEAVING)) {
            Candidates set = cookies(Pool.change(servers, 2, c -> c.withStanding(standing)), NEW);
            assertThat(set.select(get(sent(before, 2)), context.begin(0))).isEqualTo(2);
            for (int i = 0; i < 50; i++) {
                assertThat(set.select(get(), context.begin(0))).isNotEqualTo(2);
            }
        }
    }

    @Test
    void aSessionOfAServerThatIsDownMovesAndGetsANewCookie() {
        Candidates before = cookies(servers, NEW);
        for (Standing standing : List.of(Pool.DOWN, Pool.MAINTENANCE)) {
            Candidates set = cookies(Pool.change(servers, 2, c -> c.withStanding(standing)), NEW);
            assertThat(set.select(get(sent(before, 2)), context.begin(0))).isNotEqualTo(2);
            assertThat(context.bound()).isFalse();
            assertThat(context.issuesCookie()).isTrue();
        }
    }

    @Test
    void aSessionWhoseServerWasTriedMoves() {
        Candidates set = cookies(servers, NEW);
        context.begin(0).tried(set, 2);
        assertThat(set.select(get(sent(set, 2)), context)).isNotEqualTo(2).isNotNegative();
        assertThat(context.issuesCookie()).isTrue();
    }

    @Test
    void aSessionWaitsForItsServerWhenThatIsFull() {
        List<Candidate> full = Pool.change(servers, 2, c -> c.withMaxConnections(1));
        full.get(2).load().tryAcquire(1);
        Candidates set = cookies(full, NEW);
        assertThat(set.select(get(sent(set, 2)), context)).isEqualTo(-1);
        assertThat(context.saturated()).isTrue();
        assertThat(context.bound()).isTrue();
        full.get(2).load().release();
        assertThat(set.select(get(sent(set, 2)), context)).isEqualTo(2);
        assertThat(context.saturated()).isFalse();
        assertThat(full.get(2).load().boundPicks()).isEqualTo(1);
    }

    @Test
    void aCookieOfAnOlderKeyBindsAndIsReplaced() {
        Candidates before = cookies(servers, OLD);
        Candidates set = cookies(servers, NEW, OLD);
        assertThat(set.select(get(sent(before, 4)), context)).isEqualTo(4);
        assertThat(context.bound()).isTrue();
        assertThat(context.issuesCookie()).isTrue();
        assertThat(set.select(get(sent(set, 4)), context)).isEqualTo(4);
        assertThat(context.issuesCookie()).isFalse();
    }

    @Test
    void aCookieOfAnUnknownKeyBindsNothing() {
        assertUnknown(cookies(servers, NEW), sent(cookies(servers, OLD), 4));
    }

    @Test
    void aCookieOfAnotherPoolBindsNothing() {
        Candidate elsewhere = Candidate.of(new ServerKey("other", "s0"), new ServerLoad(Pool.LOOPS));
        assertUnknown(cookies(servers, NEW), sent(cookies(List.of(elsewhere), NEW), 0));
    }

    @Test
    void aForgedCookieBindsNothing() {
        Candidates set = cookies(servers, NEW);
        byte[] good = Ascii.bytes(sent(set, 0));
        Random random = new Random(4);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < 2000; i++) {
            byte[] forged = good.clone();
            int at = "SKEIN=".length() + random.nextInt(22);
            forged[at] = (byte) alphabet.charAt(random.nextInt(64));
            if (forged[at] != good[at]) {
                assertUnknown(set, Ascii.string(forged, 0, forged.length));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SKEIN=",
                "SKEIN=s0",
                "SKEIN=AAAAAAAAAAAAAAAAAAAAAA",
                "SKEIN=aaaaaaaaaaaaaaaaaaaaaaa",
                "SKEIN=\u00e4aaaaaaaaaaaaaaaaaaaa!",
                "SKEIN=aaaaaaaaaaaaaaaaaaaaa=",
                "skein=AAAAAAAAAAAAAAAAAAAAAA"
            })
    void garbageBindsNothing(String cookie) {
        assertUnknown(cookies(servers, NEW), cookie);
    }

    @Test
    void theCookieTellsNothingAboutTheServer() {
        Candidates set = cookies(List.of(Pool.server("10.0.2.11:8080")), NEW);
        assertThat(text(set, 0, false)).matches("SKEIN=[A-Za-z0-9_-]{22}; Path=/; SameSite=Lax; HttpOnly");
    }

    @Test
    void attributesAreWrittenAsConfigured() {
        Candidates set = attributes(SessionCookie.SameSite.NONE, SessionCookie.Secure.AUTO);
        assertThat(text(set, 1, true))
                .endsWith("; Path=/shop; Domain=example.com; Max-Age=3600; SameSite=None; Secure");
        assertThat(text(set, 1, false)).endsWith("; Path=/shop; Domain=example.com; Max-Age=3600");
        assertThat(text(cookies(servers, NEW), 1, true)).endsWith("; SameSite=Lax; HttpOnly; Secure");
    }

    @Test
    void theCookieIsSecureWhereItShallBe() {
        Candidates always = attributes(SessionCookie.SameSite.NONE, SessionCookie.Secure.ALWAYS);
        assertThat(text(always, 1, false)).endsWith("; SameSite=None; Secure");
        Candidates never = attributes(SessionCookie.SameSite.STRICT, SessionCookie.Secure.NEVER);
        assertThat(text(never, 1, true)).endsWith("; SameSite=Strict");
    }

    private Candidates attributes(SessionCookie.SameSite sameSite, SessionCookie.Secure secure) {
        SessionCookie.Attributes attributes =
                new SessionCookie.Attributes("/shop", "example.com", 3600, sameSite, false, secure);
        return set(new Affinity.Cookie(new SessionCookie("id", attributes, List.of(NEW))), servers);
    }

    private void assertUnknown(Candidates set, String cookie) {
        assertThat(set.selection().affinity().bound(set, get(cookie), context.begin(0)))
                .as(cookie)
                .isEqualTo(-1);
        assertThat(context.issuesCookie()).isTrue();
    }

    private static Candidates cookies(List<Candidate> servers, SessionCookie.Key... keys) {
        return set(
                new Affinity.Cookie(new SessionCookie("SKEIN", SessionCookie.Attributes.USUAL, List.of(keys))),
                servers);
    }

    private static Candidates set(Affinity affinity, List<Candidate> servers) {
        return Candidates.of(Pool.by(new RoundRobin()).withAffinity(affinity), servers);
    }

    private static String text(Candidates set, int server, boolean secure) {
        byte[] value = Objects.requireNonNull(set.cookie(server, secure));
        return Ascii.string(value, 0, value.length);
    }

    /** The cookie pair that a browser sends back. */
    private static String sent(Candidates set, int server) {
        return text(set, server, false).replaceFirst(";.*", "");
    }

    private static RequestView get() {
        return RequestText.get("shop.example.com", "/").build();
    }

    private static RequestView get(String cookie) {
        return RequestText.get("shop.example.com", "/", "Cookie: a=b; " + cookie)
                .build();
    }
}
