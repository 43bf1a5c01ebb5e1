package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on a machine that has more to do than it can: for {@code skein.lab.busy} seconds, 25 unless told otherwise. */
@Tag("lab")
class BusyLabIT {
    private static final Duration BUSY = Duration.ofSeconds(Integer.getInteger("skein.lab.busy", 25));

    @TempDir
    Path directory;

    /** Each in a session of its own, as nodes are: the kernel shares the processors among sessions, equally here. */
    private static List<LabProcess> burn(Lab lab) {
        List<LabProcess> burners = new ArrayList<>();
        for (int each = 0; each < 2 * Runtime.getRuntime().availableProcessors(); each++) {
            burners.add(lab.run("client", LabCluster.preferred(List.of("sh", "-c", "while :; do :; done"))));
        }
        return burners;
    }

    @Test
    void nobodyIsSuspectedWhileAllProcessorsAreBusy() throws Exception {
        try (LabCluster cluster = LabCluster.of(directory, 3)) {
            cluster.proxying("routes = [ { name = all, respond { body = ok } } ]")
                    .start("a", "b", "c")
                    .awaitTogether("a", "b", "c");
            LabProcess prober = cluster.prober("a", 200);
            Instant begun = Instant.now();
            List<LabProcess> burners = burn(cluster.lab());
            LabCluster.pause(BUSY);
            assertThat(prober.isAlive()).isTrue();
            burners.forEach(LabProcess::close);
            for (String id : cluster.ids()) {
                for (String kind : List.of("node-suspected", "node-gone", "quorum-lost", "grid-left", "role-lost")) {
                    assertThat(cluster.told(id, kind))
                            .as("%s of %s", kind, id)
                            .noneMatch(told -> !told.at().isBefore(begun));
                }
            }
        }
    }
}
