package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.vip.Clinging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections of a holder that is lost with its keeper are reset by its successor, whose keeper knew of them.
 * {@code -Dskein.tickled=10000} asks for so many; how soon after the address answers again is printed, and asserted with
 * {@code -Dskein.tickled-within=200} (milliseconds).
 */
@Tag("lab")
class LostHolderLabIT {
    private static final int CLIENTS = Integer.getInteger("skein.tickled", 500);
    private static final long WITHIN_MILLIS = Long.getLong("skein.tickled-within", 20_000);

    /** A bit for each. */
    private static final String PROCESSORS =
            Long.toHexString((1L << Math.min(32, Runtime.getRuntime().availableProcessors())) - 1);

    @TempDir
    Path directory;

    @Test
    void clientsOfALostHolderAreResetByItsSuccessor() throws IOException {
        try (AddressLab lab = new AddressLab(directory, "")) {
            takeByAny(lab, "client");
            LabProcess clinging = lab.lab.java(
                    "client", Clinging.class, AddressLab.ADDRESS, AddressLab.PORT, String.valueOf(CLIENTS));
            AddressLab.soon(() -> clinging.lines().contains("open " + CLIENTS));
            // As old as they must be to be known: once a second, and again on its way.
            AddressLab.settle(Duration.ofMillis(2_500));
            String holder = lab.holder();
            lab.lab.freeze(lab.keeper(holder));
            lab.lab.freeze(lab.node(holder));
            AddressLab.soon(() -> !lab.holder().equals(holder));
            AddressLab.soon(() -> !clinging.isAlive()
                    || clinging.lines().stream().anyMatch(line -> line.startsWith("reset " + CLIENTS)));
            long taken = lab.since();
            long most = at(clinging, CLIENTS * 95 / 100);
            System.out.printf(
                    "tickle: 1 of %d within %d ms, %d within %d ms%n",
                    CLIENTS, (at(clinging, 1) - taken) / 1_000_000, CLIENTS * 95 / 100, (most - taken) / 1_000_000);
            assertThat(clinging.lines()).noneMatch(line -> line.startsWith("read"));
            assertThat(most - taken).isLessThan(WITHIN_MILLIS * 1_000_000);
        }
    }

    /** Its packets may be taken by any processor, not by the sender's alone: as if it were a machine of its own. */
    private static void takeByAny(AddressLab lab, String place) {
        LabProcess told = lab.lab.run(
                place, List.of("sh", "-c", "echo " + PROCESSORS + " >/sys/class/net/eth0/queues/rx-0/rps_cpus"));
        AddressLab.soon(() -> !told.isAlive());
        assertThat(told.lines()).isEmpty();
    }

    /** When so many were reset. */
    private static long at(LabProcess clinging, int count) {
        for (String line : clinging.lines()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("reset") && Integer.parseInt(words[1]) >= count) {
                return Long.parseLong(words[3]);
            }
        }
        throw new AssertionError("no " + count + " resets: " + clinging.lines());
    }
}
