package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KeyedAffinityTest {
    private final List<Candidate> servers = Pool.servers(5);
    private final PickContext context = Pool.context();

    @Test
    void aKeyedSessionStaysWhileItsServerAcceptsBoundOnes() {
        Affinity affinity = new Affinity.Keyed(KeySource.header("x-user"), Pins.none());
        Candidates set = set(affinity, servers);
        RequestView request = get("X-User", "ann");
        int home = set.select(request, context.begin(0));
        assertThat(context.bound()).isTrue();
        assertThat(context.issuesCookie()).isFalse();
        Candidates draining = set(affinity, Pool.change(servers, home, c -> c.withStanding(Pool.DRAINING)));
        assertThat(draining.select(request, context.begin(0))).isEqualTo(home);
        Candidates down = set(affinity, Pool.change(servers, home, c -> c.withStanding(Pool.DOWN)));
        int away = down.select(request, context.begin(0));
        assertThat(away).isNotEqualTo(home);
        assertThat(down.select(request, context.begin(1))).isEqualTo(away);
        assertThat(set.select(request, context.begin(0))).isEqualTo(home);
    }

    @Test
    void aRequestWithoutTheKeyIsBalanced() {
        Candidates set = set(new Affinity.Keyed(KeySource.header("x-user"), Pins.none()), servers);
        assertThat(set.select(get(), context)).isNotNegative();
        assertThat(context.bound()).isFalse();
    }

    @Test
    void aSessionThatAServerMadeStaysWithIt() {
        Affinity affinity = new Affinity.Keyed(KeySource.cookie("JSESSIONID"), new Pins(64, 60));
        Candidates set = set(affinity, servers);
        assertThat(set.learns()).isTrue();
        for (int server = 0; server < 5; server++) {
            learn(set, "JSESSIONID=made-by-" + server + "; Path=/; HttpOnly", server);
            learn(set, "OTHER=made-by-" + server, 4 - server);
            learn(set, "x=y; JSESSIONID=made-by-" + server, 4 - server);
            RequestView request = get("Cookie", "JSESSIONID=made-by-" + server);
            assertThat(set.select(request, context.begin(30_000_000_000L))).isEqualTo(server);
            assertThat(context.bound()).isTrue();
            Candidates down = set(affinity, Pool.change(servers, server, c -> c.withStanding(Pool.DOWN)));
            assertThat(down.select(request, context.begin(0)))
                    .isNotEqualTo(server)
                    .isNotNegative();
            assertThat(servers.get(server).load().sessions()).isEqualTo(1);
        }
        learn(set, "JSESSIONID=made-by-0", 0);
        learn(set, "JSESSIONID=; Max-Age=0", 0);
        assertThat(servers.get(0).load().sessions()).isEqualTo(1);
    }

    private void learn(Candidates set, String setCookie, int server) {
        byte[] bytes = Ascii.bytes("<" + setCookie + ">");
        set.learn(bytes, 1, bytes.length - 1, server, context.begin(0));
    }

    @Test
    void allSessionsThatWereSeenLeaveTheirServerAndNoOthersMove() {
        Affinity.Keyed affinity =
                new Affinity.Keyed(KeySource.header("x-user"), Pins.shared(1024, 60), new Pins(1024, 60));
        Candidates set = set(affinity, servers);
        int[] before = homes(set);
        long id = set.at(before[0]).id();
        int mine = Objects.requireNonNull(affinity.counts(0)).getOrDefault(id, 0);
        assertThat(affinity.unbindAll(set, before[0], 0)).isEqualTo(mine).isPositive();
        assertThat(affinity.counts(0)).doesNotContainKey(id);
        int[] after = homes(set);
        for (int i = 0; i < after.length; i++) {
            assertThat(after[i] == before[i]).isEqualTo(before[i] != before[0]);
        }
        assertThat(affinity.unbindAll(set(affinity, servers.subList(0, 1)), 0, 0))
                .as("no other server")
                .isEqualTo(-1);
        assertThat(new Affinity.Keyed(KeySource.header("x-user"), Pins.none()).unbindAll(set, 0, 0))
                .as("nothing is remembered")
                .isEqualTo(-1);
    }

    private int[] homes(Candidates set) {
        int[] homes = new int[100];
        for (int i = 0; i < homes.length; i++) {
            homes[i] = set.select(get("X-User", "user-" + i), context.begin(0));
        }
        return homes;
    }

    @Test
    void onlyCookiesOfTheApplicationAreLearnt() {
        assertThat(set(new Affinity.Keyed(KeySource.client(), Pins.none()), servers)
                        .learns())
                .isFalse();
        assertThat(Pool.set(new RoundRobin(), servers).learns()).isFalse();
    }

    private static Candidates set(Affinity affinity, List<Candidate> servers) {
        return Candidates.of(Pool.by(new RoundRobin()).withAffinity(affinity), servers);
    }

    private static RequestView get() {
        return RequestText.get("shop.example.com", "/").build();
    }

    private static RequestView get(String name, String value) {
        return RequestText.get("shop.example.com", "/", name + ": " + value).build();
    }
}
