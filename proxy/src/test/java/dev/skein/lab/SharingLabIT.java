package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real nodes do together with requests that come unevenly to them. Looks last {@code skein.lab.look} seconds, 20 unless
 * told otherwise.
 */
@Tag("lab")
class SharingLabIT {
    private static final int LOOK = Integer.getInteger("skein.lab.look", 20);
    private static final double LIMIT = 1000;
    private static final Duration WARM = Duration.ofSeconds(6);

    @TempDir
    Path directory;

    /** One prober to each of these, at these rates. */
    private static List<LabProcess> load(LabCluster cluster, List<String> nodes, int... rates) {
        List<LabProcess> probers = new ArrayList<>();
        for (int each = 0; each < rates.length; each++) {
            probers.add(cluster.prober(nodes.get(each), rates[each]));
        }
        return probers;
    }

    /** The fullest server's requests in flight over the average, and the average. */
    private static double[] fullest(LabCluster cluster, LabProcess servers, List<String> nodes) {
        List<LabProcess> probers = load(cluster, nodes, 480, 90, 30);
        LabCluster.pause(WARM);
        double[] sampled = servers.ask("sample " + LOOK, "sample");
        probers.forEach(LabProcess::close);
        return sampled;
    }

    @Test
    void serversAreAsEvenlyLoadedByThreeNodesAsByOne() throws Exception {
        try (LabCluster cluster = LabCluster.of(directory, 3)) {
            LabProcess servers = cluster.servers(5, 200);
            cluster.proxying("""
                pools { shop { servers = %s, balance = least-connections, health { path = /healthz, interval = 1s } } }
                routes = [ { name = all, pool = shop } ]
                """.formatted(LabCluster.list(5)));
            cluster.start("a").awaitTogether("a");
            double[] one = fullest(cluster, servers, List.of("a", "a", "a"));
            cluster.start("b", "c").awaitTogether("a", "b", "c");
            double[] three = fullest(cluster, servers, List.of("a", "b", "c"));
            String seen = "fullest over average: by one node %s, by three %s, × %.3f"
                    .formatted(Arrays.toString(one), Arrays.toString(three), three[0] / one[0]);
            System.out.println(seen);
            assertThat(one[1]).as(seen).isGreaterThan(5);
            assertThat(three[0] / one[0]).as(seen).isLessThanOrEqualTo(1.10);
        }
    }

    @Test
    void aRateLimitCountsTheWholeClusterWhereverRequestsCome() throws Exception {
        try (LabCluster cluster = LabCluster.of(directory, 3)) {
            LabProcess servers = cluster.servers(1, 0);
            cluster.proxying("""
                pools { shop { servers = %s, health { path = /healthz, interval = 1s } } }
                routes = [ { name = all, pool = shop, rate-limits = [ { name = all, by = path, rate = "1000/s" } ] } ]
                """.formatted(LabCluster.list(1)));
            cluster.start("a", "b", "c").awaitTogether("a", "b", "c");
            List<LabProcess> probers = load(cluster, cluster.ids(), 1100, 250, 100);
            LabCluster.pause(WARM);
            List<Look> looks = new ArrayList<>();
            for (int second = 0; second <= LOOK; second++) {
                looks.add(look(cluster, servers));
                LabCluster.pause(Duration.ofSeconds(1));
            }
            probers.forEach(LabProcess::close);
            List<Look> tens = IntStream.rangeClosed(0, LOOK - 10)
                    .mapToObj(from -> looks.get(from + 10).since(looks.get(from)))
                    .toList();
            System.out.println("over 10 s, a second: " + tens);
            assertThat(tens).allSatisfy(ten -> assertThat(ten.admitted()).isLessThanOrEqualTo(LIMIT * 1.05));
            // A machine that is too busy to ask often enough can't be refused, either.
            List<Look> asked =
                    tens.stream().filter(ten -> ten.asked() > LIMIT * 1.3).toList();
            assumeThat(asked).isNotEmpty();
            assertThat(asked).allSatisfy(ten -> assertThat(ten.admitted()).isGreaterThanOrEqualTo(LIMIT * 0.95));
        }
    }

    /** At a moment, so that it does not matter how late it was: requests that came to nodes, and those that servers got. */
    private record Look(long nanos, double asked, double admitted) {
        /** What happened in between, a second. */
        Look since(Look before) {
            double seconds = (nanos - before.nanos) / 1e9;
            return new Look(
                    nanos - before.nanos, (asked - before.asked) / seconds, (admitted - before.admitted) / seconds);
        }
    }

    private static Look look(LabCluster cluster, LabProcess servers) {
        double asked = 0;
        for (String id : cluster.ids()) {
            asked += cluster.get(id, "/status").json().getJsonObject("traffic").getLong("requests");
        }
        double admitted = servers.ask("counts", "counts")[0];
        return new Look(System.nanoTime(), asked, admitted);
    }
}
