package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.AddressLab.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A holder that has little to do its work with does it slowly, and keeps its address: with its heap full, with all
 * processors taken by others, and under a quota of processor time that is used up in most periods, {@code skein.lab.quota}
 * percent of one processor; for {@code skein.lab.busy-holder} seconds each, 4 unless told otherwise.
 */
@Tag("lab")
class BusyHolderLabIT {
    private static final Duration BUSY = Duration.ofSeconds(Integer.getInteger("skein.lab.busy-holder", 4));
    /** Of one processor. */
    private static final int PERCENT = Integer.getInteger("skein.lab.quota", 25);

    private static final int LEAST_PERCENT = 3;
    private static final List<String> BURN = List.of("sh", "-c", "while :; do :; done");

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

    @Test
    void nothingMovesWithAllProcessorsBusy() throws IOException {
        keepsItsAddressUnder(BusyHolderLabIT::besideOthers);
    }

    @Test
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

    /** Two for each processor, that come as soon as nodes and keepers do. */
    private static void besideOthers(AddressLab lab, String holder, LabProcess prober) {
        List<LabProcess> burners = Stream.generate(() -> lab.lab.run("client", LabCluster.preferred(BURN)))
                .limit(2L * Runtime.getRuntime().availableProcessors())
                .toList();
        Probing.part(prober);
        AddressLab.settle(BUSY);
        tell("all processors busy", prober);
        assertThat(burners).allMatch(LabProcess::isAlive);
        burners.forEach(LabProcess::close);
    }

    /** As in a container: node and keeper together. */
    private static void underQuota(AddressLab lab, String holder, LabProcess prober) throws IOException {
        try (CpuQuota quota = CpuQuota.of(
                holder, PERCENT, lab.node(holder).pid(), lab.keeper(holder).pid())) {
            // Where other work has the processors too, few requests come, and less is enough for them.
            for (int percent = PERCENT; quota.throttled() == 0 && percent >= LEAST_PERCENT; percent /= 2) {
                quota.limit(percent);
                Probing.part(prober);
                AddressLab.settle(BUSY);
                tell(percent + " % of a processor, used up " + quota.throttled() + " times", prober);
            }
            assertThat(quota.throttled()).isPositive();
        }
    }

    private static void full(AddressLab lab, String holder, LabProcess prober) throws IOException {
        LabProcess node = lab.node(holder);
        Path sign = Files.createFile(FullHeap.sign(node.pid()));
        try {
            AddressLab.soon(() -> node.lines().stream().anyMatch(line -> line.startsWith("full: ")));
            Probing.part(prober);
            AddressLab.settle(BUSY);
            tell("a full heap", prober);
            assertThat(node.lines().getLast()).startsWith("full: ");
        } finally {
            Files.delete(sign);
        }
    }

    private static void tell(String what, LabProcess prober) {
        System.out.printf("busy holder, %s: %s%n", what, Probing.part(prober));
    }
}
