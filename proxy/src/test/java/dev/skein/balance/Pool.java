package dev.skein.balance;

import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Pools for tests. */
final class Pool {
    static final int LOOPS = 4;
    static final Standing DOWN = Standing.of(AdminState.READY, Health.DOWN, true);
    static final Standing DRAINING = Standing.of(AdminState.DRAIN, Health.UP, true);
    static final Standing MAINTENANCE = Standing.of(AdminState.MAINTENANCE, Health.UP, true);
    static final Standing LEAVING = Standing.of(AdminState.READY, Health.LEAVING, true);

    private Pool() {}

    static Candidate server(String name) {
        return Candidate.of(new ServerKey("shop", name), new ServerLoad(LOOPS));
    }

    static List<Candidate> servers(int count) {
        List<Candidate> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(server("s" + i));
        }
        return servers;
    }

    static List<Candidate> weighted(int... weights) {
        List<Candidate> servers = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            servers.add(server("s" + i).withWeight(weights[i]));
        }
        return servers;
    }

    static List<Candidate> change(List<Candidate> servers, int index, UnaryOperator<Candidate> how) {
        List<Candidate> changed = new ArrayList<>(servers);
        changed.set(index, how.apply(servers.get(index)));
        return changed;
    }

    static Selection by(Balancer balancer) {
        return Selection.of(balancer, new Rotation(LOOPS));
    }

    static Candidates set(Balancer balancer, List<Candidate> servers) {
        return Candidates.of(by(balancer), servers);
    }

    static PickContext context() {
        return new PickContext(0, 42).begin(0);
    }

    static Stream<Balancer> balancers() {
        return Stream.of(
                new RoundRobin(),
                new LeastConnections(),
                new PowerOfTwo(),
                new WeightedRandom(),
                new ConsistentHash(KeySource.path(), 0),
                new ConsistentHash(KeySource.path(), 1.25),
                new LeastLatency());
    }
}
