package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.AddressLab.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What a keeper takes: {@code -Dskein.keeper.figures=20} starts so many and prints a line of each figure. */
@Tag("lab")
@EnabledIfSystemProperty(named = "skein.keeper.figures", matches = "\\d+")
class KeeperFiguresLabIT {
    private static final int TIMES = Integer.getInteger("skein.keeper.figures", 1);

    @TempDir
    Path directory;

    private final List<Long> listens = new ArrayList<>();
    private final List<Long> has = new ArrayList<>();
    private final List<Long> resident = new ArrayList<>();

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static long residentMiB(LabProcess process) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }

    @Test
    void startAndMemory() throws IOException {
        try (AddressLab lab = new AddressLab(directory, "")) {
            for (int time = 0; time < TIMES; time++) {
                String id = lab.holder();
                lab.keeper(id).close();
                AddressLab.soon(() -> !lab.holder().equals(id));
                Path socket = directory.resolve(id).resolve("keeper").resolve("socket");
                Files.deleteIfExists(socket);
                long begun = System.nanoTime();
                lab.startKeeper(id);
                while (!Files.exists(socket)) {
                    Thread.onSpinWait();
                }
                listens.add(millisSince(begun));
                lab.awaitThere(id);
                has.add(millisSince(begun));
                lab.mended(Fault.RULES_FLUSHED, id);
                lab.move(AddressLab.ADDRESS, lab.holder(), id);
                AddressLab.soon(() -> lab.holder().equals(id));
                resident.add(residentMiB(lab.keeper(id)));
            }
        }
        print("start to its socket, ms", listens);
        print("start to its node there, ms", has);
        print("resident while it holds an address, MiB", resident);
        assertThat(resident).allMatch(mib -> mib < 150);
    }

    private static void print(String what, List<Long> all) {
        List<Long> sorted = all.stream().sorted().toList();
        System.out.printf(
                "keeper, %s: median %d [%d-%d] of %d%n",
                what, sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast(), sorted.size());
    }
}
