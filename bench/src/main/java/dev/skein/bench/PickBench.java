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

/** A pick and the counting around it, for each algorithm; to allocate nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PickBench {
    @Param({"round-robin", "least-connections", "power-of-two", "random", "consistent-hash", "least-latency"})
    public String algorithm = "";

    @Param({"4", "100"})
    public int servers;

    /** Whether weights differ. */
    @Param({"false", "true"})
    public boolean weighted;

    private Candidates candidates = Candidates.of(Selection.of(new RoundRobin(), new Rotation(1)), List.of());
    private final PickContext context = new PickContext(0, 42);
    private long now;

    @Setup
    public void build() {
        List<Candidate> members = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            Candidate candidate = Candidate.of(new ServerKey("shop", "10.0.0." + i), new ServerLoad(2));
            members.add(weighted ? candidate.withWeight(1 + i % 5) : candidate);
        }
        candidates = Candidates.of(Selection.of(balancer(), new Rotation(1)), members);
    }

    private Balancer balancer() {
        return switch (algorithm) {
            case "least-connections" -> new LeastConnections();
            case "power-of-two" -> new PowerOfTwo();
            case "random" -> new WeightedRandom();
            case "consistent-hash" -> new ConsistentHash(new KeySource.Client(), 0);
            case "least-latency" -> new LeastLatency();
            default -> new RoundRobin();
        };
    }

    @Benchmark
    public int pick() {
        now += 20_000;
        context.begin(now);
        context.hash(now * 0x9E3779B97F4A7C15L);
        int server = candidates.pick(context);
        ServerLoad load = candidates.at(server).load();
        load.started(0);
        load.latency(0, 150_000, now);
        load.ended(0);
        return server;
    }
}
