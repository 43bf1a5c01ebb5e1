package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers see of their checks does not grow with the nodes. */
@Tag("lab")
class ProbesLabIT {
    private static final Duration WINDOW = Duration.ofSeconds(8);
    private static final int SERVERS = 20;
    private static final double PER_SECOND = 2;
    private static final int PROBERS = 2;

    @TempDir
    Path directory;

    private static double perServer(LabProcess servers) {
        double[] before = servers.ask("checks", "checks");
        LabCluster.pause(WINDOW);
        double[] after = servers.ask("checks", "checks");
        return (Arrays.stream(after).sum() - Arrays.stream(before).sum()) / SERVERS / WINDOW.toSeconds();
    }

    @Test
    void aServerIsCheckedByTwoNodesWhetherThereAreTwoOrThreeOrFive() throws Exception {
        try (LabCluster cluster = LabCluster.of(directory, 5)) {
            LabProcess servers = cluster.servers(SERVERS, 0);
            cluster.proxying("""
                pools { shop { servers = %s, health { path = /healthz, interval = 500ms } } }
                routes = [ { name = all, pool = shop } ]
                """.formatted(LabCluster.list(SERVERS)));
            List<Double> seen = new ArrayList<>();
            cluster.start("a", "b").awaitTogether("a", "b");
            LabCluster.pause(Duration.ofSeconds(2));
            seen.add(perServer(servers));
            cluster.start("c").awaitTogether("a", "b", "c");
            LabCluster.pause(Duration.ofSeconds(2));
            seen.add(perServer(servers));
            cluster.start("d", "e").awaitTogether("a", "b", "c", "d", "e");
            LabCluster.pause(Duration.ofSeconds(2));
            seen.add(perServer(servers));
            System.out.println("checks a second and server with 2, 3 and 5 nodes: " + seen);
            assertThat(seen)
                    .allSatisfy(each -> assertThat(each)
                            .as("%s", seen)
                            .isCloseTo(PROBERS * PER_SECOND, Percentage.withPercentage(15)));
        }
    }
}
