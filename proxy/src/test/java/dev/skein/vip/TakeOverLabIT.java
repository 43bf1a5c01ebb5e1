package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.LabProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One machine takes an address over from another, whose clients learn of it. */
@Tag("lab")
class TakeOverLabIT {
    private static final int CLIENTS = Integer.getInteger("skein.tickled", 2_000);
    /** The aim is 200, on a machine that does nothing else: set it to measure that. */
    private static final long WITHIN_MILLIS = Long.getLong("skein.tickled-within", 10_000);

    private final VipBench bench = new VipBench(2);

    @TempDir
    Path directory;

    @AfterEach
    void down() {
        bench.close();
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {VipBench.V4, VipBench.V6})
    void clientsOfALostHolderAreResetByItsSuccessor(String address) {
        String flows = directory.resolve("flows").toString();
        LabProcess lost = bench.holding;
        bench.order("listen " + VipBench.PORT);
        bench.order("accept");
        bench.order("put " + address + " eth0 0");
        bench.order("announce " + address);
        LabProcess clinging = bench.lab.java(
                "client", Clinging.class, VipBench.bare(address), VipBench.PORT, String.valueOf(CLIENTS));
        VipBench.awaitLine(clinging, "open " + CLIENTS);
        bench.order("connections " + address + " " + flows);
        assertThat(bench.lines("ok connections").getLast()).endsWith(" " + CLIENTS);
        bench.lab.cut("a", dev.skein.lab.Lab.Network.PUBLIC, dev.skein.lab.Lab.Direction.BOTH);

        bench.hold("b");
        bench.order("warm");
        bench.order("listen " + VipBench.PORT);
        bench.order("put " + address + " eth0 0");
        bench.order("announce " + address);
        bench.order("tickle " + address + " " + flows);
        long begun = number(bench.lines("ok tickle").getLast());
        VipBench.awaitLine(clinging, "reset " + CLIENTS);

        long inTime = 0;
        for (String line : clinging.lines()) {
            if (line.startsWith("reset ") && number(line) - begun < WITHIN_MILLIS * 1_000_000) {
                inTime = Long.parseLong(line.substring(6, line.indexOf(' ', 6)));
            }
        }
        assertThat(clinging.lines()).noneMatch(line -> line.startsWith("read"));
        assertThat(lost.isAlive()).isTrue();
        assertThat(inTime).as("reset in time: %s", clinging.lines()).isGreaterThan(CLIENTS * 95L / 100);
    }

    @Test
    void practiceHasNoEffectAndTheFirstTakeOverIsWarm() {
        bench.order("fence OWNED");
        bench.order("guard " + VipBench.V4);
        bench.order("warm");
        assertThat(bench.at("a", "ip", "addr")).doesNotContain("192.0.2.1", "2001:db8::1/");
        assertThat(bench.at("a", "nft", "list", "table", "netdev", "skein")).doesNotContain("192.0.2.1", "2001:db8::1");
        bench.order("take " + VipBench.V4);
        List<String> lines = bench.lines("ok take");
        System.out.println("take-over, warm: " + number(lines.getLast()) + " µs");
    }
}
