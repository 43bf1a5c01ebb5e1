package dev.skein.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.RequestText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteOrderTest {
    private final List<Rule<String>> rules = new ArrayList<>();

    @Test
    void aHigherPriorityGoesFirst() {
        rule("specific", 0, host("a.example.com"), RouteTableTest.exact("/x"));
        rule("wished", 1);
        rule("below", -1, host("b.example.com"));
        rule("rest", 0, host("*.example.com"));
        assertThat(match("a.example.com", "/x")).isEqualTo("wished");
        rules.remove(1);
        assertThat(match("a.example.com", "/x")).isEqualTo("specific");
        assertThat(match("b.example.com", "/x")).isEqualTo("rest");
    }

    @Test
    void theMoreSpecificHostGoesFirst() {
        rule("any", 0);
        rule("wide", 0, host("*.example.com"));
        rule("narrow", 0, host("*.b.example.com"));
        rule("exact", 0, host("a.b.example.com"));
        assertThat(match("a.b.example.com", "/")).isEqualTo("exact");
        assertThat(match("c.b.example.com", "/")).isEqualTo("narrow");
        assertThat(match("b.example.com", "/")).isEqualTo("wide");
        assertThat(match("example.com", "/")).isEqualTo("any");
    }

    @Test
    void theMoreSpecificPathGoesFirst() {
        rule("any", 0);
        rule("root", 0, RouteTableTest.prefix("/"));
        rule("expression", 0, RouteTableTest.regex("/a.*|/q"));
        rule("short", 0, RouteTableTest.prefix("/a"));
        rule("long", 0, RouteTableTest.prefix("/a/b"));
        rule("slash", 0, RouteTableTest.prefix("/a/b/"));
        rule("exact", 0, RouteTableTest.exact("/a/b/c"));
        assertThat(match("h", "/a/b/c")).isEqualTo("exact");
        assertThat(match("h", "/a/b/d")).isEqualTo("slash");
        assertThat(match("h", "/a/b")).isEqualTo("long");
        assertThat(match("h", "/a")).isEqualTo("short");
        assertThat(match("h", "/ab")).isEqualTo("expression");
        // Among equals the one declared first: a root prefix says nothing about the path.
        assertThat(match("h", "/b")).isEqualTo("any");
    }

    @Test
    void theHostCountsBeforeThePath() {
        rule("path", 0, RouteTableTest.exact("/a"));
        rule("host", 0, host("h"), RouteTableTest.prefix("/"));
        assertThat(match("h", "/a")).isEqualTo("host");
    }

    @Test
    void moreConditionsGoFirstAndThenTheDeclaredOrder() {
        rule("first", 0, RouteTableTest.exact("/a"));
        rule("second", 0, RouteTableTest.exact("/a"));
        Condition get = new Condition.Methods(List.of("GET"));
        rule("conditions", 0, RouteTableTest.exact("/a"), get);
        assertThat(match("h", "/a")).isEqualTo("conditions");
        rules.remove(2);
        assertThat(match("h", "/a")).isEqualTo("first");
    }

    @Test
    void aRuleWhoseConditionsFailPassesTheRequestOnToLessSpecificHosts() {
        rule("exact", 0, host("a.example.com"), new Condition.Methods(List.of("POST")));
        rule("wild", 0, host("*.example.com"), RouteTableTest.exact("/x"));
        rule("any", 0, RouteTableTest.prefix("/y"));
        assertThat(match("a.example.com", "/x")).isEqualTo("wild");
        assertThat(match("a.example.com", "/y/z")).isEqualTo("any");
        assertThat(RouteTable.of(rules)
                        .match(RequestText.get("a.example.com", "/z").build()))
                .isNull();
    }

    @Test
    void eachOfSeveralHostsHasItsOwnRank() {
        rule("both", 0, Condition.Hosts.parse(List.of("a.example.com", "*.example.com")));
        rule("b", 0, host("b.example.com"));
        rule("a", 0, host("a.example.com"), new Condition.Methods(List.of("GET")));
        assertThat(match("b.example.com", "/")).isEqualTo("b");
        assertThat(match("a.example.com", "/")).isEqualTo("a");
        assertThat(match("c.example.com", "/")).isEqualTo("both");
    }

    @Test
    void extremePrioritiesAreOrderedRight() {
        rule("low", Integer.MIN_VALUE, RouteTableTest.exact("/a"));
        rule("high", Integer.MAX_VALUE);
        assertThat(match("h", "/a")).isEqualTo("high");
    }

    private void rule(String name, int priority, Condition... conditions) {
        rules.add(new Rule<>(name, priority, List.of(conditions), name));
    }

    private String match(String host, String path) {
        String found = RouteTable.of(rules).match(RequestText.get(host, path).build());
        assertThat(found).isNotNull();
        return found == null ? "" : found;
    }

    private static Condition host(String text) {
        return Condition.Hosts.parse(List.of(text));
    }
}
