package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DistributionTest {
    private static final int PICKS = 120_000;

    static List<Balancer> byWeight() {
        return List.of(
                new RoundRobin(), new WeightedRandom(), new LeastConnections(), new PowerOfTwo(), new LeastLatency());
    }

    @ParameterizedTest
    @MethodSource("byWeight")
    void serversGetWhatTheirWeightsSay(Balancer balancer) {
        int[] weights = {1, 2, 3, 10};
        Candidates set = Pool.set(balancer, Pool.weighted(weights));
        int[] picks = run(set, 160, new Random(7));
        for (int i = 0; i < weights.length; i++) {
            assertThat(picks[i]).isCloseTo(PICKS * weights[i] / 16, Percentage.withPercentage(6));
        }
    }

    @ParameterizedTest
    @MethodSource("byWeight")
    void equalServersShareEqually(Balancer balancer) {
        int[] picks = run(Pool.set(balancer, Pool.servers(10)), 20, new Random(8));
        for (int count : picks) {
            assertThat(count).isCloseTo(PICKS / 10, Percentage.withPercentage(5));
        }
    }

    @ParameterizedTest
    @MethodSource("byWeight")
    void anIdlePoolIsUsedEvenly(Balancer balancer) {
        int[] picks = run(Pool.set(balancer, Pool.weighted(1, 1, 2)), 0, new Random(9));
        assertThat(picks[0]).isCloseTo(PICKS / 4, Percentage.withPercentage(3));
        assertThat(picks[2]).isCloseTo(PICKS / 2, Percentage.withPercentage(3));
    }

    @Test
    void roundRobinIsExactOnEveryLoop() {
        Candidates set = Pool.set(new RoundRobin(), Pool.weighted(3, 2, 1));
        for (int loop = 0; loop < Pool.LOOPS; loop++) {
            PickContext context = new PickContext(loop, 1);
            int[] picks = new int[3];
            for (int i = 0; i < 6000; i++) {
                picks[set.pick(context.begin(i))]++;
            }
            assertThat(picks).containsExactly(3000, 2000, 1000);
        }
    }

    @Test
    void loopsBeginWithDifferentServers() {
        Candidates set = Pool.set(new RoundRobin(), Pool.servers(Pool.LOOPS));
        boolean[] first = new boolean[Pool.LOOPS];
        for (int loop = 0; loop < Pool.LOOPS; loop++) {
            first[set.pick(new PickContext(loop, 1).begin(0))] = true;
        }
        assertThat(first).containsOnly(true);
    }

    @Test
    void roundRobinGoesOnWhereItWasWhenTheSetIsReplaced() {
        Selection selection = Pool.by(new RoundRobin());
        List<Candidate> servers = Pool.servers(5);
        PickContext context = Pool.context();
        int[] picks = new int[5];
        for (int i = 0; i < 5000; i++) {
            picks[Candidates.of(selection, servers).pick(context.begin(i))]++;
        }
        assertThat(picks).containsOnly(1000);
    }

    @Test
    void theTurnOfAServerPassedOverGoesToAllOthers() {
        List<Candidate> servers = Pool.change(Pool.servers(4), 0, c -> c.withMaxConnections(1));
        assertThat(servers.get(0).load().tryAcquire(1)).isTrue();
        Candidates set = Pool.set(new RoundRobin(), servers);
        PickContext context = Pool.context();
        int[] picks = new int[4];
        for (int i = 0; i < 3000; i++) {
            picks[set.pick(context.begin(i))]++;
        }
        assertThat(picks).containsExactly(0, 1000, 1000, 1000);
    }

    @Test
    void aHashSpreadsKeysByWeight() {
        int[] weights = {1, 2, 3, 10};
        Candidates set = Pool.set(new ConsistentHash(KeySource.path(), 0), Pool.weighted(weights));
        int[] picks = hashed(set);
        for (int i = 0; i < weights.length; i++) {
            assertThat(picks[i]).isCloseTo(PICKS * weights[i] / 16, Percentage.withPercentage(5));
        }
    }

    @Test
    void aHashSpreadsKeysEvenlyOverManyServers() {
        int[] picks = hashed(Pool.set(new ConsistentHash(KeySource.path(), 0), Pool.servers(20)));
        for (int count : picks) {
            assertThat(count).isCloseTo(PICKS / 20, Percentage.withPercentage(7));
        }
    }

    @Test
    void aBoundOnLoadSpreadsOneHotKey() {
        List<Candidate> servers = Pool.servers(4);
        Candidates set = Pool.set(new ConsistentHash(KeySource.path(), 1.25), servers);
        PickContext context = Pool.context();
        int[] inFlight = new int[4];
        for (int i = 0; i < 400; i++) {
            context.begin(i).hash(77);
            int server = set.pick(context);
            servers.get(server).load().started(0);
            inFlight[server]++;
        }
        for (int count : inFlight) {
            assertThat(count).isBetween(20, 126);
        }
    }

    @Test
    void theFasterServerGetsMoreThanTheSlower() {
        List<Candidate> servers = Pool.servers(2);
        Candidates set = Pool.set(new LeastLatency(), servers);
        PickContext context = Pool.context();
        int[] picks = new int[2];
        long[] latency = {1_000_000, 4_000_000};
        long now = 0;
        Queue queue = new Queue(servers, 0, new Random(3));
        for (int i = 0; i < PICKS; i++) {
            now += 200_000;
            queue.until(now);
            int server = set.pick(context.begin(now));
            picks[server]++;
            queue.start(server, now, latency[server]);
        }
        assertThat(picks[0]).isGreaterThan(5 * picks[1]);
        assertThat(picks[1]).isGreaterThan(PICKS / 100);
    }

    @Test
    void aServerOfWhichNothingIsKnownIsTriedWithOneRequest() {
        List<Candidate> servers = Pool.servers(2);
        Candidates set = Pool.set(new LeastLatency(), servers);
        PickContext context = Pool.context();
        servers.get(0).load().latency(0, 900_000_000, 0);
        assertThat(set.pick(context)).isEqualTo(1);
        servers.get(1).load().started(0);
        for (int i = 0; i < 50; i++) {
            assertThat(set.pick(context)).isEqualTo(0);
        }
        servers.get(1).load().latency(0, 1_000_000, 0);
        assertThat(set.pick(context)).isEqualTo(1);
    }

    private static int[] hashed(Candidates set) {
        PickContext context = Pool.context();
        Random random = new Random(11);
        int[] picks = new int[set.size()];
        for (int i = 0; i < PICKS; i++) {
            context.begin(i).hash(random.nextLong());
            picks[set.pick(context)]++;
        }
        return picks;
    }

    /** Picks on all loops in turn, with so many requests in flight, which end in random order. */
    private static int[] run(Candidates set, int concurrency, Random random) {
        int[] picks = new int[set.size()];
        PickContext[] contexts = new PickContext[Pool.LOOPS];
        for (int loop = 0; loop < contexts.length; loop++) {
            contexts[loop] = new PickContext(loop, 100 + loop);
        }
        int[] running = new int[concurrency + 1];
        for (int i = 0; i < PICKS; i++) {
            int loop = random.nextInt(Pool.LOOPS);
            int server = set.pick(contexts[loop].begin(i * 1000L));
            picks[server]++;
            ServerLoad load = set.at(server).load();
            load.started(loop);
            load.latency(loop, 2_000_000, i * 1000L);
            int ended = i < concurrency ? -1 : i == concurrency || concurrency == 0 ? 0 : random.nextInt(concurrency);
            running[Math.min(i, concurrency)] = (server << 8) | loop;
            if (ended >= 0) {
                int over = running[ended];
                set.at(over >> 8).load().ended(over & 0xff);
                running[ended] = running[concurrency];
            }
        }
        assertThat((double) java.util.Arrays.stream(picks).sum()).isCloseTo(PICKS, within(0.1));
        return picks;
    }
}
