package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.AddressLab.Fault;
import dev.skein.lab.KeepalivedLab.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The failures of {@link VirtualIpLabIT} for keepalived and HAProxy, seen by the same client on the same bench:
 * {@code -Dskein.failover.keepalived=1} asks for it with advertisements so many seconds apart, 1 being keepalived's default,
 * {@code -Dskein.failover.cycles} for so many of each, {@code -Dskein.failover.faults} for some
 * of them. Nothing is asserted of how well they do; bench/FAILOVER.md has it.
 */
@Tag("lab")
@EnabledIfSystemProperty(
        named = "skein.failover.keepalived",
        matches = "[0-9.]+",
        disabledReason = "a comparison, no test")
class KeepalivedLabIT {
    private static final int CYCLES = Integer.getInteger("skein.failover.cycles", 1);
    private static final String ADVERTISEMENT = System.getProperty("skein.failover.keepalived", "1");

    @TempDir
    Path directory;

    @Test
    void whatAClientSeesOfKeepalived() throws IOException {
        List<Fault> faults = new ArrayList<>(Fault.wanted());
        // There is nothing to flush.
        faults.remove(Fault.RULES_FLUSHED);
        Map<Fault, List<Seen>> all = new TreeMap<>();
        try (KeepalivedLab lab = new KeepalivedLab(directory, ADVERTISEMENT)) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                for (Fault fault : faults) {
                    all.computeIfAbsent(fault, _ -> new ArrayList<>()).add(lab.cycle(fault));
                }
            }
        }
        all.forEach(KeepalivedLabIT::print);
        assertThat(all.values()).allSatisfy(seen -> assertThat(seen).hasSize(CYCLES));
    }

    private static void print(Fault fault, List<Seen> all) {
        List<Long> outages =
                all.stream().map(seen -> seen.fresh().outageMillis()).sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "keepalived %ss %-17s median %5d  [%d-%d] of %d; failed of fresh %d, of kept-alive %d; two answered"
                        + " %d%n",
                ADVERTISEMENT,
                fault,
                outages.get(outages.size() / 2),
                outages.getFirst(),
                outages.getLast(),
                outages.size(),
                all.stream().mapToInt(seen -> seen.fresh().failed()).sum(),
                all.stream().mapToInt(seen -> seen.kept().failed()).sum(),
                all.stream().mapToInt(Seen::doubled).sum());
    }
}
