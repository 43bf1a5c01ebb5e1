package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.balance.Balancer;
import dev.skein.balance.Candidate;
import dev.skein.balance.Candidates;
import dev.skein.balance.LeastConnections;
import dev.skein.balance.PickContext;
import dev.skein.balance.Rotation;
import dev.skein.balance.Selection;
import dev.skein.balance.ServerLoad;
import dev.skein.model.ServerKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several nodes before the same servers, simulated: how evenly the servers are used. */
class SharedLoadTest {
    private static final int SERVERS = 10;
    private static final long MILLI = 1_000_000;
    private static final long SECONDS_30 = 30_000 * MILLI;

    /** A node with its own view of the load. */
    private static final class Proxy {
        final List<ServerLoad> loads = new ArrayList<>();
        final Candidates candidates;
        final PickContext context;
        final LoadTeller teller = new LoadTeller();
        final LoadBook book = new LoadBook();
        final Deque<Mail> mail = new ArrayDeque<>();

        Proxy(Balancer balancer, int seed) {
            List<Candidate> all = new ArrayList<>();
            for (int i = 0; i < SERVERS; i++) {
                loads.add(new ServerLoad(1));
                all.add(Candidate.of(new ServerKey("shop", "s" + i), loads.get(i)));
            }
            this.candidates = Candidates.of(Selection.of(balancer, new Rotation(1)), all);
            this.context = new PickContext(0, seed);
        }

        void read(String from, LoadReport report, long now) {
            for (long id : book.hear(from, LoadReport.decode(report.encode()), now)) {
                loads.get(candidates.indexOf(id)).remoteInFlight(book.sum(id));
            }
        }

        Map<Long, Integer> counts() {
            Map<Long, Integer> counts = new HashMap<>();
            for (int i = 0; i < SERVERS; i++) {
                counts.put(candidates.at(i).id(), loads.get(i).localInFlight());
            }
            return counts;
        }
    }

    private record Mail(String from, LoadReport report, long due) {}

    private record End(long at, Proxy proxy, int server) {}

    /** Mean over the samples of the fullest server's requests in flight over the average's. */
    private static double unevenness(Balancer balancer, double... shares) {
        Random random = new Random(11);
        List<Proxy> proxies = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            proxies.add(new Proxy(balancer, 100 + i));
        }
        PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparingLong(End::at));
        double sum = 0;
        int samples = 0;
        long next = 0;
        for (long now = 0; now < SECONDS_30; now += MILLI) {
            for (; next < now; next += (long) (-Math.log(1 - random.nextDouble()) * MILLI / 2)) {
                arrive(proxies.get(choose(random.nextDouble(), shares)), ends, next, random);
            }
            while (!ends.isEmpty() && ends.peek().at() <= now) {
                End end = ends.remove();
                end.proxy.loads.get(end.server).ended(0);
            }
            exchange(proxies, now);
            if (now % (100 * MILLI) == 50 * MILLI && now > 1000 * MILLI) {
                sum += sample(proxies);
                samples++;
            }
        }
        return sum / samples;
    }

    private static int choose(double drawn, double... shares) {
        double left = drawn;
        for (int i = 0; i < shares.length - 1; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }

    private static void arrive(Proxy proxy, PriorityQueue<End> ends, long now, Random random) {
        int server = proxy.candidates.pick(proxy.context.begin(now));
        proxy.loads.get(server).started(0);
        ends.add(new End(now + (long) (-Math.log(1 - random.nextDouble()) * 50 * MILLI), proxy, server));
    }

    /** Every tenth of a second, each at its own moment, and five milliseconds on the way. */
    private static void exchange(List<Proxy> proxies, long now) {
        for (int i = 0; i < proxies.size(); i++) {
            Proxy proxy = proxies.get(i);
            String name = "n" + i;
            while (!proxy.mail.isEmpty() && proxy.mail.peek().due() <= now) {
                Mail mail = proxy.mail.remove();
                proxy.read(mail.from, mail.report, now);
            }
            if (now / MILLI % 100 == 30L * i) {
                LoadReport report = proxy.teller.next(proxy.counts(), now);
                if (report != null) {
                    proxies.stream()
                            .filter(other -> other != proxy)
                            .forEach(other -> other.mail.add(new Mail(name, report, now + 5 * MILLI)));
                }
            }
        }
    }

    private static double sample(List<Proxy> proxies) {
        int most = 0;
        int all = 0;
        for (int server = 0; server < SERVERS; server++) {
            int sum = 0;
            for (Proxy proxy : proxies) {
                sum += proxy.loads.get(server).localInFlight();
            }
            most = Math.max(most, sum);
            all += sum;
        }
        return (double) most * SERVERS / all;
    }

    @Test
    void serversAreUsedAsEvenlyAsByASingleNodeHoweverArrivalsAreSkewed() {
        double single = unevenness(new LeastConnections(), 1);
        double cluster = unevenness(new LeastConnections(), 0.8, 0.15, 0.05);
        assertThat(cluster).isLessThan(1.10 * single);
    }

    @Test
    void whatIsHeardIsWhatWasReportedHoweverManyReportsAreLost() {
        Random random = new Random(5);
        LoadTeller teller = new LoadTeller();
        LoadBook book = new LoadBook();
        LoadBook everything = new LoadBook();
        long lastHeard = 0;
        for (long now = 0; now < SECONDS_30; now += 100 * MILLI) {
            Map<Long, Integer> exact = new HashMap<>();
            for (long id = 1; id < 20; id++) {
                if (random.nextInt(3) > 0) {
                    exact.put(id, random.nextInt(4));
                }
            }
            LoadReport report = teller.next(exact, now);
            if (report != null) {
                var unused = everything.hear("a", report, now);
            }
            if (report == null || random.nextInt(3) == 0) {
                continue;
            }
            Set<Long> touched = book.hear("a", report, now);
            if (report.complete() || !touched.isEmpty()) {
                lastHeard = now;
                for (long id = 1; id < 20; id++) {
                    assertThat(book.sum(id)).isEqualTo(everything.sum(id));
                }
            }
        }
        assertThat(lastHeard).isGreaterThan(SECONDS_30 - 3_000 * MILLI);
    }

    @Test
    void whoIsSilentOrGoneIsLeftOut() {
        LoadBook book = new LoadBook();
        var unused = book.hear("a", new LoadReport(1, true, Map.of(7L, 3)), 0);
        unused = book.hear("b", new LoadReport(1, true, Map.of(7L, 2)), 0);
        assertThat(book.sum(7)).isEqualTo(5);
        assertThat(book.keep(new HashSet<>(List.of("b")), 1)).containsExactly(7L);
        assertThat(book.sum(7)).isEqualTo(2);
        unused = book.keep(Set.of("b"), LoadBook.SILENT_NANOS + 1);
        assertThat(book.sum(7)).isZero();
    }

    @Test
    void aReportThatBuildsOnAMissedOneIsNotUsed() {
        LoadBook book = new LoadBook();
        assertThat(book.hear("a", new LoadReport(4, false, Map.of(7L, 3)), 0)).isEmpty();
        assertThat(book.sum(7)).isZero();
    }
}
