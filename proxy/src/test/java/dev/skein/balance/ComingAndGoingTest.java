package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.AdminState;
import dev.skein.model.Health;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every algorithm, whatever happens to the servers. */
class ComingAndGoingTest {
    private final Map<String, ServerLoad> loads = new HashMap<>();

    @ParameterizedTest
    @MethodSource("dev.skein.balance.Pool#balancers")
    void everyPickIsAllowedAndThereIsOneIfThereCanBe(Balancer balancer) {
        Selection selection = Pool.by(balancer).withZone("a", 0.7).withPanicThreshold(0.3);
        PickContext context = new PickContext(1, 5);
        Random random = new Random(1);
        for (int round = 0; round < 800; round++) {
            Candidates set = Candidates.of(selection, servers(random));
            context.begin(round * 1_000_000L).hash(random.nextLong());
            retryUntilNoneIsLeft(set, context, random);
        }
    }

    private void retryUntilNoneIsLeft(Candidates set, PickContext context, Random random) {
        Set<Integer> tried = new HashSet<>();
        while (true) {
            int server = set.pick(context);
            if (server < 0) {
                assertThat(open(set, tried)).isEmpty();
                assertThat(context.saturated()).isEqualTo(full(set, tried) > 0);
                return;
            }
            assertThat(open(set, tried)).contains(server);
            ServerLoad load = set.at(server).load();
            load.started(1);
            load.latency(1, random.nextInt(10_000_000), context.now());
            if (random.nextBoolean()) {
                load.ended(1);
            }
            context.tried(set, server);
            tried.add(server);
        }
    }

    private static List<Integer> open(Candidates set, Set<Integer> tried) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if (allowed(set, i) && !tried.contains(i) && !isFull(set.at(i))) {
                open.add(i);
            }
        }
        return open;
    }

    private static boolean allowed(Candidates set, int index) {
        Candidate server = set.at(index);
        if (server.weight() == 0 || server.standing().wish() == AdminState.MAINTENANCE) {
            return false;
        }
        return server.acceptsNew()
                || (set.panic()
                        && (server.standing().wanted() || server.standing().serving()));
    }

    private static long full(Candidates set, Set<Integer> tried) {
        long full = 0;
        for (int i = 0; i < set.size(); i++) {
            full += allowed(set, i) && !tried.contains(i) && isFull(set.at(i)) ? 1 : 0;
        }
        return full;
    }

    private static boolean isFull(Candidate server) {
        return server.maxConnections() > 0 && server.load().acquired() >= server.maxConnections();
    }

    private List<Candidate> servers(Random random) {
        List<Candidate> servers = new ArrayList<>();
        int count = random.nextInt(12) == 0 ? 100 : random.nextInt(9);
        for (int i = 0; i < count; i++) {
            String name = "s" + random.nextInt(1000) + "-" + i;
            Candidate server = Candidate.of(
                            Pool.server(name).key(), loads.computeIfAbsent(name, n -> new ServerLoad(Pool.LOOPS)))
                    .withWeight(random.nextInt(5))
                    .withRamp(random.nextInt(4) == 0 ? 1 + random.nextInt(256) : Candidate.FULL)
                    .withZone(random.nextBoolean() ? "a" : "b")
                    .withMaxConnections(random.nextInt(3) == 0 ? 1 : 0)
                    .withStanding(standing(random));
            if (random.nextInt(4) == 0) {
                server.load().tryAcquire(1);
            }
            servers.add(random.nextInt(5) == 0 ? server.asBackup() : server);
        }
        return servers;
    }

    private static Standing standing(Random random) {
        AdminState wish = random.nextInt(3) > 0 ? AdminState.READY : any(AdminState.values(), random);
        Health health = random.nextBoolean() ? Health.UP : any(Health.values(), random);
        return Standing.of(wish, health, random.nextBoolean());
    }

    private static <T> T any(T[] values, Random random) {
        return List.of(values).get(random.nextInt(values.length));
    }

    @ParameterizedTest
    @MethodSource("dev.skein.balance.Pool#balancers")
    void aRetryOnANewerSetStillAvoidsTheServersTried(Balancer balancer) {
        List<Candidate> servers = Pool.servers(3);
        Selection selection = Pool.by(balancer);
        PickContext context = Pool.context();
        context.hash(5);
        Candidates before = Candidates.of(selection, servers);
        context.tried(before, 0);
        context.tried(before, 2);
        Candidates after = Candidates.of(selection, List.of(Pool.server("new"), servers.get(2), servers.get(0)));
        for (int i = 0; i < 20; i++) {
            assertThat(after.pick(context)).isEqualTo(0);
        }
        context.tried(after, 0);
        assertThat(after.pick(context)).isEqualTo(-1);
        assertThat(before.pick(context)).isEqualTo(1);
    }

    @Test
    void anExchangeMayTryMoreServersThanFitInAWord() {
        Candidates set = Pool.set(new RoundRobin(), Pool.servers(200));
        PickContext context = Pool.context();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            int server = set.pick(context);
            seen.add(server);
            context.tried(set, server);
        }
        assertThat(seen).hasSize(200);
        assertThat(set.pick(context)).isEqualTo(-1);
        assertThat(set.pick(context.begin(1))).isNotNegative();
    }
}
