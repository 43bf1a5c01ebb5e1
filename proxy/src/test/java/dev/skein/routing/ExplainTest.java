package dev.skein.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.NetworkSet;
import dev.skein.model.RequestText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainTest {
    private final List<Rule<String>> rules = new ArrayList<>();

    @Test
    void eachRuleSaysWhatItMisses() {
        rule("method", 9, new Condition.Methods(List.of("PUT", "POST")));
        rule("client", 8, new Condition.Clients(NetworkSet.parse(List.of("10.0.0.0/8"))));
        rule("header", 7, new Condition.Header("X-Tier", new ValuePattern.Exact("gold")));
        rule("cookie", 6, new Condition.Cookie("beta", new ValuePattern.Present()));
        rule("query", 5, new Condition.Query("v", new ValuePattern.Regex("\\d+")));
        rule("scheme", 4, new Condition.Scheme(true));
        rule("host", 3, Condition.Hosts.parse(List.of("*.example.org", "example.net")));
        rule("path", 2, RouteTableTest.prefix("/shop"));
        rule("second", 1, RouteTableTest.exact("/a"), new Condition.Methods(List.of("GET")), absent());
        rule("yes", 0);
        assertThat(RouteTable.of(rules)
                        .explain(RequestText.get("example.com", "/a?v=x&v=y", "x-tier: tin", "x-tier: zinc")
                                .build()))
                .extracting(Explanation::toString)
                .containsExactly(
                        "method: method: GET (expected: PUT, POST)",
                        "client: client: 192.0.2.1 (expected: in 10.0.0.0/8)",
                        "header: header x-tier: tin | zinc (expected: = gold)",
                        "cookie: cookie beta: (none) (expected: present)",
                        "query: query v: x | y (expected: matches \\d+)",
                        "scheme: scheme: http (expected: https)",
                        "host: host: example.com (expected: *.example.org, example.net)",
                        "path: path: /a (expected: begins with /shop)",
                        "second: header x-tier: tin | zinc (expected: absent)",
                        "yes: matches");
    }

    @Test
    void aRuleWithSeveralHostsIsShownOnceWhereItMatches() {
        rule("both", 0, Condition.Hosts.parse(List.of("a", "b", "*.c")), RouteTableTest.prefix("/x"));
        rule("b", 0, Condition.Hosts.parse(List.of("b")));
        RouteTable<String> table = RouteTable.of(rules);
        assertThat(table.explain(RequestText.get("b", "/x").build()))
                .extracting(Explanation::rule)
                .containsExactly("both", "b");
        assertThat(table.explain(RequestText.get("d.c", "/y").build()).getLast())
                .hasToString("both: path: /y (expected: begins with /x)");
    }

    @Test
    void rulesThatNothingReachesAreNamed() {
        Condition get = new Condition.Methods(List.of("GET"));
        Condition host = Condition.Hosts.parse(List.of("a.example.com"));
        rule("maintenance", 9, Condition.Hosts.parse(List.of("*.example.com")), RouteTableTest.prefix("/shop"));
        rule("shop", 0, host, RouteTableTest.prefix("/shop/cart"));
        rule("same", 0, host, RouteTableTest.exact("/x"), get);
        rule("again", 0, host, RouteTableTest.exact("/x"), get);
        rule("other", 0, host, RouteTableTest.exact("/x"), new Condition.Methods(List.of("PUT")));
        rule("shops", 0, host, RouteTableTest.prefix("/shops"));
        rule("partly", 0, Condition.Hosts.parse(List.of("b", "c.example.com")), RouteTableTest.exact("/shop"));
        assertThat(RouteTable.of(rules).warnings())
                .containsExactly(
                        "route shop never takes a request: route maintenance takes all of them first",
                        "route again never takes a request: route same takes all of them first",
                        "route partly never takes a request for host c.example.com: route maintenance takes all of them"
                                + " first");
    }

    @Test
    void anOrderlyTableHasNoWarnings() {
        rule("a", 0, RouteTableTest.exact("/a"));
        rule("b", 0, RouteTableTest.prefix("/a"));
        rule("c", 0, RouteTableTest.regex("/a.*"));
        rule("d", 0);
        assertThat(RouteTable.of(rules).warnings()).isEmpty();
    }

    private static Condition absent() {
        return new Condition.Header("x-tier", new ValuePattern.Absent());
    }

    private void rule(String name, int priority, Condition... conditions) {
        rules.add(new Rule<>(name, priority, List.of(conditions), name));
    }
}
