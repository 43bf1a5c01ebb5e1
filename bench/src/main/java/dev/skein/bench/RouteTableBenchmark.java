package dev.skein.bench;

import dev.skein.http.GuardPolicy;
import dev.skein.http.HeadLimits;
import dev.skein.http.RequestHead;
import dev.skein.model.RequestView;
import dev.skein.routing.Condition;
import dev.skein.routing.Match;
import dev.skein.routing.MatchScratch;
import dev.skein.routing.PathPattern;
import dev.skein.routing.RouteTable;
import dev.skein.routing.Rule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What finding a route costs among few and among many, each request for another route. Must show 0 B/op; what 10,000 cost
 * more than 10 is memory further away, for the look-ups are the same.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouteTableBenchmark {
    private static final int REQUESTS = 64;

    @Param({"1", "10", "1000", "10000"})
    private int routes;

    /** A host for each, all under one host, or both with a wildcard and a catch-all behind. */
    @Param({"hosts", "paths", "mixed"})
    private String shape;

    private final MatchScratch scratch = new MatchScratch();
    private final Match match = new Match();
    private final RequestView[] requests = new RequestView[REQUESTS];
    private RouteTable<String> table;
    private int next;

    /** The table, and requests for routes all over it. */
    @Setup
    public void table() {
        List<Rule<String>> rules = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            rules.add(rule("route-" + i, host(i), path(i)));
        }
        if (shape.equals("mixed")) {
            rules.add(rule("wildcard", "*.example.com", "/static"));
            rules.add(rule("rest", "*", "/"));
        }
        table = RouteTable.of(rules);
        Random random = new Random(1);
        for (int i = 0; i < REQUESTS; i++) {
            int route = random.nextInt(routes);
            requests[i] = head(host(route), path(route) + "/items/" + i);
        }
    }

    /** One request's route. */
    @Benchmark
    public @Nullable String match() {
        next = (next + 1) % REQUESTS;
        return table.match(requests[next], scratch, match);
    }

    private String host(int route) {
        return shape.equals("paths") ? "www.example.com" : "shop-" + route + ".example.com";
    }

    private String path(int route) {
        return shape.equals("hosts") ? "/" : "/api/service-" + route;
    }

    private static Rule<String> rule(String name, String host, String prefix) {
        Condition path = new Condition.Path(new PathPattern.Prefix(prefix));
        return new Rule<>(name, 0, List.of(Condition.Hosts.parse(List.of(host)), path), name);
    }

    private static RequestView head(String host, String path) {
        String text =
                "GET " + path.replace("//", "/") + "?page=2 HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n\r\n";
        RequestHead head = new RequestHead(new HeadLimits(8192, 65536, 100), GuardPolicy.DEFAULT);
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        if (head.read(in) != RequestHead.COMPLETE) {
            throw new IllegalStateException("request: " + text + " (expected: one that parses)");
        }
        return head;
    }
}
