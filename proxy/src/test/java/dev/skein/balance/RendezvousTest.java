package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import dev.skein.model.ServerKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendezvousTest {
    private static final Balancer HASH = new ConsistentHash(KeySource.path(), 0);
    private static final int KEYS = 20_000;

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 30})
    void aServerThatGoesDownMovesOnlyItsKeysAndGetsThemBack(int count) {
        List<Candidate> servers = Pool.servers(count);
        ServerKey[] before = homes(servers);
        ServerKey[] during = homes(Pool.change(servers, 1, c -> c.withStanding(Pool.DOWN)));
        ServerKey lost = servers.get(1).key();
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            assertThat(during[key]).isNotEqualTo(lost);
            if (before[key].equals(lost)) {
                moved++;
            } else {
                assertThat(during[key]).isEqualTo(before[key]);
            }
        }
        assertThat(moved).isBetween(KEYS / count * 8 / 10, KEYS / count * 12 / 10);
        assertThat(homes(servers)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 20})
    void aNewServerTakesOnlyItsShare(int count) {
        List<Candidate> servers = Pool.weighted(new int[count]).stream()
                .map(c -> c.withWeight(1 + c.key().server().length() % 3))
                .toList();
        List<Candidate> more = new ArrayList<>(servers);
        more.add(Pool.server("new").withWeight(3));
        ServerKey[] before = homes(servers);
        ServerKey[] after = homes(more);
        int weights = more.stream().mapToInt(Candidate::weight).sum();
        int taken = 0;
        for (int key = 0; key < KEYS; key++) {
            if (!after[key].equals(before[key])) {
                assertThat(after[key].server()).isEqualTo("new");
                taken++;
            }
        }
        assertThat(taken).isBetween(KEYS * 3 / weights * 85 / 100, KEYS * 3 / weights * 115 / 100);
    }

    @Test
    void theAnswerDoesNotDependOnOrderZoneOrSlowStart() {
        List<Candidate> servers = Pool.weighted(1, 2, 1, 5, 1, 1);
        List<Candidate> shuffled = new ArrayList<>(servers.stream()
                .map(c -> c.withRamp(9).withZone(c.weight() > 1 ? "a" : "b"))
                .toList());
        Collections.shuffle(shuffled, new Random(2));
        Candidates elsewhere = Candidates.of(Pool.by(HASH).withZone("a", 0.5), shuffled);
        assertThat(homes(elsewhere)).isEqualTo(homes(servers));
    }

    @Test
    void theKeysOfALostServerSpreadOverAllOthers() {
        List<Candidate> servers = Pool.servers(10);
        ServerKey[] before = homes(servers);
        ServerKey[] after = homes(Pool.change(servers, 0, c -> c.withStanding(Pool.DOWN)));
        int[] gained = new int[10];
        for (int key = 0; key < KEYS; key++) {
            if (before[key].server().equals("s0")) {
                gained[after[key].server().charAt(1) - '0']++;
            }
        }
        for (int i = 1; i < 10; i++) {
            assertThat(gained[i]).isBetween(150, 300);
        }
    }

    @Test
    void aKeysNextChoiceIsWhereItGoesWhenTheFirstIsDown() {
        List<Candidate> servers = Pool.servers(7);
        Candidates set = Pool.set(HASH, servers);
        PickContext context = Pool.context();
        for (int key = 1; key < 500; key++) {
            context.begin(key).hash(Hash64.mix(key));
            int first = set.pick(context);
            context.tried(set, first);
            int second = set.pick(context);
            Candidates without = Pool.set(HASH, Pool.change(servers, first, c -> c.withStanding(Pool.DOWN)));
            context.begin(key).hash(Hash64.mix(key));
            assertThat(without.pick(context)).isEqualTo(second);
        }
    }

    @Test
    void whatWasWorkedOutIsKeptWhileServersStayTheSame() {
        Selection selection = Pool.by(HASH);
        List<Candidate> servers = Pool.servers(9);
        Candidates first = Candidates.of(selection, servers);
        Candidates ramped = Candidates.of(selection, Pool.change(servers, 3, c -> c.withRamp(7)), first);
        assertThat(ramped.tier(0).rendezvous()).isSameAs(first.tier(0).rendezvous());
        List<Candidate> less = Pool.change(servers, 3, c -> c.withStanding(Pool.DOWN));
        Candidates changed = Candidates.of(selection, less, ramped);
        assertThat(changed.tier(0).rendezvous()).isNotSameAs(first.tier(0).rendezvous());
        assertThat(homes(changed)).isEqualTo(homes(less));
    }

    @Test
    void requestsWithoutAKeyGoAnywhere() {
        Candidates set = Pool.set(new ConsistentHash(KeySource.header("x-user"), 0), Pool.servers(3));
        PickContext context = Pool.context();
        RequestView request = RequestText.get("shop.example.com", "/").build();
        int[] picks = new int[3];
        for (int i = 0; i < 3000; i++) {
            picks[set.select(request, context.begin(i))]++;
        }
        for (int count : picks) {
            assertThat(count).isBetween(900, 1100);
        }
    }

    private static ServerKey[] homes(List<Candidate> servers) {
        return homes(Pool.set(HASH, servers));
    }

    private static ServerKey[] homes(Candidates set) {
        PickContext context = Pool.context();
        ServerKey[] homes = new ServerKey[KEYS];
        for (int key = 0; key < KEYS; key++) {
            context.begin(key).hash(Hash64.mix(key + 1));
            homes[key] = set.at(set.pick(context)).key();
        }
        return homes;
    }
}
