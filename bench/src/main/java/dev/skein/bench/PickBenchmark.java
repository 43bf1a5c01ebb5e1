package dev.skein.bench;

import dev.skein.balance.Balancer;
import dev.skein.balance.Candidate;
import dev.skein.balance.Candidates;
import dev.skein.balance.ConsistentHash;
import dev.skein.balance.KeySource;
import dev.skein.balance.LeastConnections;
import dev.skein.balance.LeastLatency;
import dev.skein.balance.PickContext;
import dev.skein.balance.PowerOfTwo;
import dev.skein.balance.Rotation;
import dev.skein.balance.RoundRobin;
import dev.skein.balance.Selection;
import dev.skein.balance.ServerLoad;
import dev.skein.balance.WeightedRandom;
import dev.skein.model.ServerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** What choosing a server costs, with all counters that an attempt moves. Must show 0 B/op. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PickBenchmark {
    private static final int LOOPS = 4;

    @Param({"round-robin", "least-connections", "power-of-two", "random", "consistent-hash", "least-latency"})
    private String algorithm;

    @Param({"3", "30", "300"})
    private int servers;

    private final PickContext context = new PickContext(1, 7);
    private Candidates set;
    private long now;

    /** A pool with weights 1, 2 and 3, and some requests in flight. */
    @Setup
    public void pool() {
        List<Candidate> members = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            ServerKey key = new ServerKey("bench", "10.0.0." + i + ":8080");
            members.add(Candidate.of(key, new ServerLoad(LOOPS)).withWeight(1 + i % 3));
            for (int inFlight = 0; inFlight < i % 7; inFlight++) {
                members.get(i).load().started(inFlight % LOOPS);
            }
        }
        Selection selection = Selection.of(balancer(algorithm), new Rotation(LOOPS));
        set = Candidates.of(selection, members);
    }

    @Benchmark
    public int pick() {
        now += 10_000;
        context.begin(now).hash(context.random());
        int server = set.pick(context);
        ServerLoad load = set.at(server).load();
        load.started(1);
        load.latency(1, 1_000_000 + server, now);
        load.ended(1);
        return server;
    }

    private static Balancer balancer(String name) {
        return switch (name) {
            case "round-robin" -> new RoundRobin();
            case "least-connections" -> new LeastConnections();
            case "power-of-two" -> new PowerOfTwo();
            case "random" -> new WeightedRandom();
            case "consistent-hash" -> new ConsistentHash(KeySource.path(), 0);
            case "least-latency" -> new LeastLatency();
            default -> throw new IllegalArgumentException("algorithm: " + name);
        };
    }
}
