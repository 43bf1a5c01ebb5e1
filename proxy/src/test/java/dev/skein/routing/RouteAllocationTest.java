package dev.skein.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.skein.model.ByteSink;
import dev.skein.model.NetworkSet;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteAllocationTest {
    private static final int ROUNDS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MatchScratch scratch = new MatchScratch();
    private final Match match = new Match();
    private final RequestView[] requests = {
        request("h17.example.com", "/s3/items/7?q=a+b&t=%41"),
        request("h18.example.com", "/exact/18"),
        request("any.example.com", "/nothing/here"),
        request("unknown", "/s1"),
    };

    @Test
    void aMatchWithoutExpressionsAllocatesNothing() {
        RouteTable<String> table = RouteTable.of(rules());
        assertThat(requests).allMatch(request -> table.match(request, scratch, match) != null);
        assertNothingAllocated(() -> {
            for (RequestView request : requests) {
                table.match(request, scratch, match);
            }
        });
    }

    @Test
    void rewritingAPrefixAllocatesNothing() {
        PathRewrite rewrite = PathRewrite.prefixes("/s3", "/v2");
        ByteSink out = new ByteSink(256);
        assertNothingAllocated(() -> {
            for (RequestView request : requests) {
                out.clear();
                rewrite.rewrite(request, out, scratch);
            }
        });
    }

    @Test
    void templatesAndEditsAllocateNothing() {
        Template template =
                Template.compile("%{client.address}:%{client.port} %{request.uri} %{header.x-a} %{cookie.s}");
        FieldEdits edits = FieldEdits.of(List.of("Server", "X-A"), List.of(), List.of());
        ByteSink out = new ByteSink(256);
        Variables source = new Variables() {
            @Override
            public RequestView request() {
                return requests[0];
            }

            @Override
            public Match match() {
                return match;
            }

            @Override
            public void append(Fact fact, ByteSink sink) {}
        };
        assertNothingAllocated(() -> {
            out.clear();
            template.append(source, out);
            for (int field = 0; field < requests[0].fieldCount(); field++) {
                edits.drops(requests[0].bytes(), requests[0].nameStart(field), requests[0].nameEnd(field));
            }
        });
    }

    private void assertNothingAllocated(Runnable work) {
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
        long least = Long.MAX_VALUE;
        // The first rounds may still run interpreted code that boxes; a single clean round proves the point.
        for (int attempt = 0; attempt < 5 && least > 1024; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                work.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes in %d rounds", ROUNDS).isLessThanOrEqualTo(1024);
    }

    private static List<Rule<String>> rules() {
        List<Rule<String>> rules = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Condition host = Condition.Hosts.parse(List.of("h" + i + ".example.com"));
            rules.add(new Rule<>("exact", 0, List.of(host, RouteTableTest.exact("/exact/" + i)), "exact"));
            rules.add(new Rule<>("prefix", 0, List.of(host, RouteTableTest.prefix("/s" + i % 9), all()), "prefix"));
            rules.add(new Rule<>("query", 1, List.of(host, query("t", "A"), query("q", "a b")), "query"));
        }
        rules.add(new Rule<>("wild", 0, List.of(Condition.Hosts.parse(List.of("*.example.com"))), "wild"));
        rules.add(new Rule<>("any", 0, List.of(), "any"));
        return rules;
    }

    private static Condition all() {
        return new Condition.Clients(NetworkSet.parse(List.of("0.0.0.0/0")));
    }

    private static Condition query(String name, String value) {
        return new Condition.Query(name, new ValuePattern.Exact(value));
    }

    private static RequestView request(String host, String target) {
        return RequestText.get(host, target, "Accept: */*", "X-A: b", "Cookie: r=1; s=2")
                .build();
    }
}
