package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.AddressLab.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A holder that has little to do its work with does it slowly, and keeps its address: with its heap full, and, if {@code
 * -Dskein.lab.quota=true} asks for it, under a quota of processor time that is used up; for {@code skein.lab.busy-holder}
 * seconds each, 4 unless told otherwise.
 */
@Tag("lab")
class BusyHolderLabIT {
    private static final Duration BUSY = Duration.ofSeconds(Integer.getInteger("skein.lab.busy-holder", 4));
    private static final int PERCENT = 50;

    @TempDir
    Path directory;

    /** What makes a holder slow. */
    @FunctionalInterface
    private interface Load {
        void on(AddressLab lab, String holder, LabProcess prober) throws IOException;
    }

    @Test
    void nothingMovesWithTheHoldersHeapFull() throws IOException {
        keepsItsAddressUnder(BusyHolderLabIT::full);
    }

    /** On a machine that does nothing else: where others starve it, too, a holder rightly gives up. */
    @Test
    @EnabledIfSystemProperty(named = "skein.lab.quota", matches = "true")
    void nothingMovesUnderAQuota() throws IOException {
        keepsItsAddressUnder(BusyHolderLabIT::underQuota);
    }

    private void keepsItsAddressUnder(Load load) throws IOException {
        try (AddressLab lab = AddressLab.of(directory, "", Shape.of(AddressLab.IDS, "", FullHeap.class))) {
            String holder = lab.holder();
            LabProcess prober = lab.prober(AddressLab.ADDRESS, "fresh");
            Instant begun = Instant.now();
            load.on(lab, holder, prober);
            for (String id : AddressLab.IDS) {
                assertThat(lab.ask(id, "/events?limit=1000").list("events"))
                        .filteredOn(
                                event -> !Instant.parse(event.getString("at")).isBefore(begun))
                        .extracting(event -> event.getString("kind") + ' ' + event.getString("text"))
                        .as("told by %s", id)
                        .noneMatch(told -> told.startsWith("virtual-ip-") || told.startsWith("quorum-lost "));
            }
            assertThat(lab.holder()).isEqualTo(holder);
            assertThat(lab.finish().doubled()).isZero();
        }
    }

    /** With a neighbour in the group that leaves nothing of the quota, so that all of them stand still most of each period. */
    private static void underQuota(AddressLab lab, String holder, LabProcess prober) throws IOException {
        List<LabProcess> burners = new ArrayList<>();
        for (int each = 0; each <= Runtime.getRuntime().availableProcessors(); each++) {
            burners.add(lab.lab.run("client", List.of("sh", "-c", "while :; do :; done")));
        }
        try (CpuQuota quota = CpuQuota.of(
                holder,
                PERCENT,
                lab.node(holder).pid(),
                lab.keeper(holder).pid(),
                burners.getFirst().pid())) {
            prober.ask("", "part");
            AddressLab.settle(BUSY);
            tell("half a processor", prober);
            assertThat(quota.throttled()).isPositive();
        } finally {
            burners.forEach(LabProcess::close);
        }
    }

    private static void full(AddressLab lab, String holder, LabProcess prober) throws IOException {
        LabProcess node = lab.node(holder);
        Path sign = Files.createFile(FullHeap.sign(node.pid()));
        try {
            AddressLab.soon(() -> node.lines().stream().anyMatch(line -> line.startsWith("full: ")));
            prober.ask("", "part");
            AddressLab.settle(BUSY);
            tell("a full heap", prober);
            assertThat(node.lines().getLast()).startsWith("full: ");
        } finally {
            Files.delete(sign);
        }
    }

    private static void tell(String what, LabProcess prober) {
        System.out.printf("busy holder, %s: %s%n", what, ProbeReport.of(prober.ask("", "part")));
    }
}
