package dev.skein.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.NetworkSet;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The compiled table against {@link LinearMatcher}, over random rules and requests from a world so small that they meet. */
class RoutePropertyTest {
    private static final List<String> HOSTS =
            List.of("a", "a.b", "b.a.b", "a.b.a.b", "b", "aa.b", "xa.b", "a.b.c", "[::1]", "10.0.0.1", "b.b.b.b.b", "");
    private static final List<String> HOST_PATTERNS = List.of(
            "a", "a.b", "b.a.b", "*.b", "*.a.b", "*.b.a.b", "*.c", "[::1]", "10.0.0.1", "*", "a.b.a.b", "*.b.b.b");
    private static final List<String> VALUES = List.of("x", "y", "xy", "yx", "xyx", "");

    private final Random random = new Random(20260101);

    @Test
    void theTableFindsWhatTryingOneAfterTheOtherFinds() {
        MatchScratch scratch = new MatchScratch();
        Match match = new Match();
        int found = 0;
        Set<String> winners = new HashSet<>();
        for (int round = 0; round < 3_500; round++) {
            List<Rule<String>> rules = new ArrayList<>();
            for (int i = 1 + random.nextInt(random.nextBoolean() ? 6 : 60); i > 0; i--) {
                rules.add(rule("r" + i));
            }
            RouteTable<String> table = RouteTable.of(rules);
            LinearMatcher linear = new LinearMatcher(rules);
            for (int i = 0; i < 50; i++) {
                RequestView request = request();
                String expected = linear.match(request);
                assertThat(table.match(request, scratch, match))
                        .as(() -> describe(request) + " of " + rules)
                        .isEqualTo(expected);
                if (expected != null) {
                    found++;
                    winners.add(expected);
                }
            }
        }
        // The world is such that most requests find something, and not always the same.
        assertThat(found).isGreaterThan(100_000);
        assertThat(winners).hasSize(60);
        assertThat(scratch.abortedExpressions()).isZero();
    }

    @Test
    void explanationsAgreeWithTheTable() {
        for (int round = 0; round < 300; round++) {
            List<Rule<String>> rules = new ArrayList<>();
            for (int i = 1 + random.nextInt(20); i > 0; i--) {
                rules.add(rule("r" + i));
            }
            RouteTable<String> table = RouteTable.of(rules);
            for (int i = 0; i < 10; i++) {
                RequestView request = request();
                List<Explanation> explanations = table.explain(request);
                assertThat(explanations).hasSameSizeAs(rules);
                String first = explanations.stream()
                        .filter(Explanation::matched)
                        .map(Explanation::rule)
                        .findFirst()
                        .orElse(null);
                assertThat(first).isEqualTo(table.match(request));
            }
        }
    }

    @Test
    void rulesWarnedAboutNeverTakeARequest() {
        int warned = 0;
        for (int round = 0; round < 300; round++) {
            List<Rule<String>> rules = new ArrayList<>();
            for (int i = 1 + random.nextInt(30); i > 0; i--) {
                rules.add(rule("r" + i));
            }
            RouteTable<String> table = RouteTable.of(rules);
            List<String> never = table.warnings().stream()
                    .filter(warning -> warning.contains(" never takes a request: "))
                    .map(warning -> warning.split(" ", 3)[1])
                    .toList();
            warned += never.size();
            for (int i = 0; i < 100; i++) {
                RequestView request = request();
                assertThat(never).as(() -> describe(request) + " of " + rules).doesNotContain(table.match(request));
            }
        }
        assertThat(warned).isGreaterThan(100);
    }

    private Rule<String> rule(String name) {
        List<Condition> conditions = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            List<String> hosts = new ArrayList<>();
            for (int i = random.nextInt(4) == 0 ? 3 : 1; i > 0; i--) {
                hosts.add(pick(HOST_PATTERNS));
            }
            conditions.add(Condition.Hosts.parse(hosts));
        }
        switch (random.nextInt(8)) {
            case 0, 1 -> conditions.add(RouteTableTest.exact(path(4)));
            case 2, 3, 4 -> conditions.add(RouteTableTest.prefix(path(3)));
            case 5 ->
                conditions.add(RouteTableTest.regex(pick(List.of("/a.*", ".*b", "/[ab]/?", "/(a|b)*", "/b+/.*"))));
            default -> {}
        }
        if (random.nextInt(3) == 0) {
            conditions.add(other());
        }
        if (random.nextInt(6) == 0) {
            conditions.add(new Condition.Header("x-" + pick(List.of("a", "b")), value()));
        }
        return new Rule<>(name, random.nextInt(4) == 0 ? random.nextInt(5) - 2 : 0, conditions, name);
    }

    private Condition other() {
        return switch (random.nextInt(6)) {
            case 0 -> new Condition.Methods(pick(List.of(List.of("GET"), List.of("POST", "GET"), List.of("PUT"))));
            case 1 -> new Condition.Scheme(random.nextBoolean());
            case 2 -> new Condition.Clients(NetworkSet.parse(List.of("10.0.0.0/8", pick(List.of("::/1", "9.0.0.1")))));
            case 3 -> new Condition.Cookie(pick(List.of("a", "b")), value());
            case 4 -> new Condition.Query(pick(List.of("a", "b", "a b")), value());
            default -> new Condition.Header("X-A", value());
        };
    }

    private ValuePattern value() {
        return switch (random.nextInt(7)) {
            case 0 -> new ValuePattern.Present();
            case 1 -> new ValuePattern.Absent();
            case 2 -> new ValuePattern.Exact(pick(VALUES));
            case 3 -> new ValuePattern.Prefix(pick(VALUES));
            case 4 -> new ValuePattern.Suffix(pick(VALUES));
            case 5 -> new ValuePattern.Contains(pick(VALUES));
            default -> new ValuePattern.Regex(pick(List.of("x.*", ".*y", "[xy]+", "")));
        };
    }

    private RequestView request() {
        String target = (random.nextInt(50) == 0 ? "*" : path(6))
                + pick(List.of("", "?", "?a=x", "?b&a=%78y", "?a+b=%79&a=xyx", "?%61=y&a=x&"));
        RequestText request = RequestText.of(pick(List.of("GET", "POST", "PUT", "get")), pick(HOSTS), target)
                .client(pick(List.of("10.1.1.1", "9.0.0.1", "9.0.0.2", "::1", "ffff::")));
        for (int i = random.nextInt(4); i > 0; i--) {
            request.field(pick(List.of("X-A: ", "x-b: ", "Cookie: a=", "cookie: b=q; a=")) + pick(VALUES));
        }
        return (random.nextBoolean() ? request.secure() : request).build();
    }

    private String path(int most) {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            path.append(pick(List.of("a", "b", "/", "/")));
        }
        return path.toString();
    }

    private <E> E pick(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String describe(RequestView request) {
        return new String(request.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1).replace('\r', '|');
    }
}
