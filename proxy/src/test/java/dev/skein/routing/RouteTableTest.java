package dev.skein.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.Ascii;
import dev.skein.model.NetworkSet;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final List<Rule<String>> rules = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop.example.com, true",
        "shop.example.com, SHOP.example.com, true",
        "SHOP.example.com., shop.example.com, true",
        "shop.example.com, xshop.example.com, false",
        "shop.example.com, hop.example.com, false",
        "*.example.com, shop.example.com, true",
        "*.example.com, b.shop.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, xexample.com, false",
        "bücher.example, xn--bcher-kva.example, true",
        "[2001:DB8::1], [2001:db8::1], true",
        "[2001:db8::1], [2001:db8::2], false",
        "192.0.2.1, 192.0.2.1, true",
        "*, anything, true",
        "*, '', true",
        "shop.example.com, '', false",
    })
    void hosts(String pattern, String host, boolean expected) {
        rule("r", Condition.Hosts.parse(List.of(pattern)));
        assertThat(match(RequestText.get(host, "/")) != null).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a:80",
                "*",
                "*.*.com",
                "a.*.com",
                "a..b",
                ".a",
                "[::1",
                "[::1]:80",
                "[x]",
                "[fe80::1%1]"
            })
    void malformedHostsAreRefused(String pattern) {
        if (!pattern.equals("*")) {
            assertThatThrownBy(() -> HostPattern.parse(pattern))
                    .hasMessageStartingWith("host: " + pattern + " (expected");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /a, true",
        "/a, /a/, true",
        "/a, /a/x, true",
        "/a, /ab, false",
        "/a, /, false",
        "/a, /A, false",
        "/a/, /a, false",
        "/a/, /a/, true",
        "/a/, /a/x/y, true",
        "/a/b, /a/b/c, true",
        "/a/b, /a/bc, false",
        "/, /, true",
        "/, /x, true",
        "/, *, false",
        "/a//, /a/, false",
        "/a//, /a//, true",
        "/a//, /a//b, true",
        "//, /, false",
        "//, //x, true",
        "/%7euser, /~user/x, true",
        "/ü, /%C3%BC, true",
        "/a b, /a%20b/c, true",
    })
    void prefixesEndAtSegments(String prefix, String path, boolean expected) {
        rule("r", prefix(prefix));
        assertThat(match(RequestText.get("a", path)) != null).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/a, /a, true", "/a, /a/, false", "/a/, /a/, true", "/, /, true", "/, /a, false", "*, *, true"})
    void exactPaths(String exact, String path, boolean expected) {
        rule("r", exact(exact));
        assertThat(match(RequestText.get("a", path)) != null).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "/a?b", "/a#b", "/../a", "/a/%2e%2E", "/a/..;x/b", "/%", "/%0", "/%00", "/a\\b", "/a\tb"
            })
    void pathsThatNoRequestCanHaveAreRefused(String path) {
        assertThatThrownBy(() -> exact(path)).hasMessageStartingWith("path: " + path + " (expected: ");
        assertThatThrownBy(() -> prefix(path)).hasMessageStartingWith("path-prefix: " + path + " (expected: ");
    }

    @Test
    void expressionsMatchTheWholePathAndLeaveTheirGroups() {
        rule("r", regex("/api/v(\\d+)/(?<rest>.*?)(x)?"));
        RequestView request = RequestText.get("a", "/api/v12/users").build();
        Match match = new Match();
        assertThat(RouteTable.of(rules).match(request, new MatchScratch(), match))
                .isEqualTo("r");
        assertThat(match.groups()).isEqualTo(4);
        assertThat(group(request, match, 0)).isEqualTo("/api/v12/users");
        assertThat(group(request, match, 1)).isEqualTo("12");
        assertThat(group(request, match, 2)).isEqualTo("users");
        assertThat(group(request, match, 3)).isNull();
        assertThat(group(request, match, 4)).isNull();
        assertThat(match(RequestText.get("a", "/x/api/v12/users"))).isNull();
        assertThat(match(RequestText.get("a", "/api/v1"))).isNull();
    }

    @Test
    void groupsOfAnEarlierMatchAreForgotten() {
        rule("r", regex("/(a)"));
        rule("s", exact("/b"));
        RouteTable<String> table = RouteTable.of(rules);
        Match match = new Match();
        MatchScratch scratch = new MatchScratch();
        table.match(RequestText.get("a", "/a").build(), scratch, match);
        assertThat(match.groups()).isEqualTo(2);
        table.match(RequestText.get("a", "/b").build(), scratch, match);
        assertThat(match.groups()).isZero();
        table.match(RequestText.get("a", "/a").build(), scratch, match);
        table.match(RequestText.get("a", "/c").build(), scratch, match);
        assertThat(match.groups()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.*.*.*.*.*y", "/(x+x+x+)+y", "/x*x*x*x*x*(x|y)x*y"})
    void anExpressionThatRunsAwayCountsAsNoMatch(String expression) {
        rule("runaway", regex(expression));
        rule("rest");
        MatchScratch scratch = new MatchScratch();
        RequestView request = RequestText.get("a", "/" + "x".repeat(100)).build();
        assertThat(RouteTable.of(rules).match(request, scratch, new Match())).isEqualTo("rest");
        assertThat(scratch.abortedExpressions()).isEqualTo(1);
        // The matcher is as good as before.
        assertThat(RouteTable.of(rules).match(RequestText.get("a", "/xxxxxy").build(), scratch, new Match()))
                .isEqualTo("runaway");
    }

    @Test
    void anExpressionThatRunsOutOfStackCountsAsNoMatch() throws InterruptedException {
        rule("deep", regex("/(a|b)*"));
        rule("rest");
        MatchScratch scratch = new MatchScratch();
        RequestView request = RequestText.get("a", "/" + "ab".repeat(4000)).build();
        @Nullable String[] found = new @Nullable String[1];
        Thread small = new Thread(
                null, () -> found[0] = RouteTable.of(rules).match(request, scratch, new Match()), "small", 160 * 1024);
        small.start();
        small.join();
        assertThat(found[0]).isEqualTo("rest");
        assertThat(scratch.abortedExpressions()).isEqualTo(1);
    }

    @Test
    void aPathTooLongForExpressionsCountsAsNoMatch() {
        rule("r", regex("/.*"));
        MatchScratch scratch = new MatchScratch();
        RequestView request =
                RequestText.get("a", "/" + "a".repeat(MatchScratch.MAX_LENGTH)).build();
        assertThat(RouteTable.of(rules).match(request, scratch, new Match())).isNull();
        assertThat(scratch.abortedExpressions()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v(\\d+), /api/v",
        "^/a.b, /a",
        "/ab?c, /a",
        "/ab*, /a",
        "/ab+, /ab",
        "/ab{0}c, /a",
        "/a|/b, ''",
        "(?i)/a, ''",
        "/a(b|c), ''",
        "\\Q/a\\E, ''",
        "/a\\.b, /a",
        "[/]a, ''",
    })
    void theLiteralBeginningIsNeverTooLong(String expression, String expected) {
        assertThat(LiteralPrefix.of(expression)).asString().isEqualTo(expected);
    }

    @Test
    void methods() {
        rule("r", new Condition.Methods(List.of("GET", "HEAD")));
        assertThat(match(RequestText.of("HEAD", "a", "/"))).isEqualTo("r");
        assertThat(match(RequestText.of("get", "a", "/"))).isNull();
        assertThat(match(RequestText.of("GETS", "a", "/"))).isNull();
    }

    @Test
    void oneOfSeveralFieldsIsEnough() {
        rule("r", new Condition.Header("X-Tier", new ValuePattern.Exact("gold")));
        assertThat(match(RequestText.get("a", "/", "x-tier: tin", "X-TIER: gold")))
                .isEqualTo("r");
        assertThat(match(RequestText.get("a", "/", "x-tier: Gold"))).isNull();
        assertThat(match(RequestText.get("a", "/"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "gold, true, false, true, true, true, true, true",
        "'', true, false, false, false, false, false, false",
        "older, true, false, false, false, false, true, false",
        ", false, true, false, false, false, false, false"
    })
    void valuePatterns(
            @Nullable String value,
            boolean present,
            boolean absent,
            boolean exact,
            boolean prefix,
            boolean suffix,
            boolean contains,
            boolean regex) {
        RequestText request = value == null ? RequestText.get("a", "/") : RequestText.get("a", "/", "x: " + value);
        assertThat(passes(request, new ValuePattern.Present())).isEqualTo(present);
        assertThat(passes(request, new ValuePattern.Absent())).isEqualTo(absent);
        assertThat(passes(request, new ValuePattern.Exact("gold"))).isEqualTo(exact);
        assertThat(passes(request, new ValuePattern.Prefix("go"))).isEqualTo(prefix);
        assertThat(passes(request, new ValuePattern.Suffix("gold"))).isEqualTo(suffix);
        assertThat(passes(request, new ValuePattern.Contains("ol"))).isEqualTo(contains);
        assertThat(passes(request, new ValuePattern.Regex("g.*d"))).isEqualTo(regex);
    }

    @ParameterizedTest
    @CsvSource({
        "a=1, true", "b=2&a=1, true", "a=2&a=1, true", "A=1, false", "a=%31, true", "%61=1, true", "aa=1, false",
        "a, false", "a=1=, false", "&&a=1&, true", "'', false", "a=11, false", "a=%3, false", "x=a=1, false",
    })
    void queryParametersAreComparedDecoded(String query, boolean expected) {
        rule("r", new Condition.Query("a", new ValuePattern.Exact("1")));
        assertThat(match(RequestText.get("h", "/?" + query)) != null).isEqualTo(expected);
    }

    @Test
    void aPlusIsASpaceAndABrokenEncodingIsItself() {
        rule("r", new Condition.Query("ü x", new ValuePattern.Exact("1 %2 ü%")));
        assertThat(match(RequestText.get("h", "/?%c3%bc+x=1+%252+%C3%BC%"))).isEqualTo("r");
        assertThat(match(RequestText.get("h", "/?%c3%bc+x=1+%2+%C3%BC%"))).isEqualTo("r");
    }

    @Test
    void aParameterWithoutValueIsPresentAndEmpty() {
        rule("r", new Condition.Query("a", new ValuePattern.Exact("")));
        assertThat(match(RequestText.get("h", "/?x&a&y"))).isEqualTo("r");
        assertThat(match(RequestText.get("h", "/?a"))).isEqualTo("r");
    }

    @ParameterizedTest
    @CsvSource({
        "a=1, true",
        "b=2; a=1, true",
        "'b=2;a=1 ; c=3', true",
        "aa=1, false",
        "xa=1, false",
        "A=1, false",
        "'a=\"1\"', false",
        "a, false",
        "a=2; a=1, true",
        "' a = 1 ', true",
    })
    void cookies(String cookie, boolean expected) {
        rule("r", new Condition.Cookie("a", new ValuePattern.Exact("1")));
        assertThat(match(RequestText.get("h", "/", "Cookie: " + cookie)) != null)
                .isEqualTo(expected);
        assertThat(match(RequestText.get("h", "/", "Cookie: z=1", "cookie: " + cookie)) != null)
                .isEqualTo(expected);
    }

    @Test
    void clientNetworks() {
        rule("r", new Condition.Clients(NetworkSet.parse(List.of("10.0.0.0/8", "2001:db8::/32"))));
        assertThat(match(RequestText.get("h", "/").client("10.9.8.7"))).isEqualTo("r");
        assertThat(match(RequestText.get("h", "/").client("2001:db8::7"))).isEqualTo("r");
        assertThat(match(RequestText.get("h", "/").client("11.9.8.7"))).isNull();
    }

    @Test
    void aRuleGivesEachSingularConditionOnce() {
        assertThatThrownBy(() -> rule("r", prefix("/a"), exact("/a")))
                .hasMessage("route r: two conditions of the kind Path (expected: at most one)");
    }

    private boolean passes(RequestText request, ValuePattern pattern) {
        Rule<String> rule = new Rule<>("r", 0, List.of(new Condition.Header("x", pattern)), "r");
        return RouteTable.of(List.of(rule)).match(request.build()) != null;
    }

    private void rule(String name, Condition... conditions) {
        rules.add(new Rule<>(name, 0, List.of(conditions), name));
    }

    private @Nullable String match(RequestText request) {
        return RouteTable.of(rules).match(request.build());
    }

    private static @Nullable String group(RequestView request, Match match, int group) {
        int start = match.groupStart(group);
        return start < 0 ? null : Ascii.string(request.bytes(), start, match.groupEnd(group));
    }

    static Condition prefix(String path) {
        return new Condition.Path(new PathPattern.Prefix(path));
    }

    static Condition exact(String path) {
        return new Condition.Path(new PathPattern.Exact(path));
    }

    static Condition regex(String expression) {
        return new Condition.Path(new PathPattern.Regex(expression));
    }
}
