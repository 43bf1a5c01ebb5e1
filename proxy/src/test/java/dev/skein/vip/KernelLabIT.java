package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses on real interfaces, seen from a machine beside. */
@Tag("lab")
class KernelLabIT {
    private final VipBench bench = new VipBench(1);

    @AfterEach
    void down() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {VipBench.V4, VipBench.V6})
    void anAddressIsPutAnnouncedAnsweredAndRemoved(String address) {
        String bare = VipBench.bare(address);
        bench.order("put " + address + " eth0 0");
        bench.order("put " + address + " eth0 30");
        bench.order("announce " + address);
        VipBench.until(() -> bench.at("client", "ping", "-c1", "-W2", bare).contains("1 received"));
        bench.holding.tell("remove " + address);
        VipBench.awaitLine(bench.holding, "ok remove " + address + " true");
        assertThat(bench.at("client", "ping", "-c1", "-W1", bare)).contains("0 received");
        bench.order("remove " + address + " ");
        assertThat(bench.lines("ok remove").getLast()).endsWith("false");
    }

    @Test
    void anUnknownInterfaceIsNamedWithThoseThatAre() {
        assertThat(bench.refused("put 203.0.113.200/24 eth9 0"))
                .contains("ENODEV")
                .contains("lo, eth0, eth1, eth2");
    }

    @ParameterizedTest
    @ValueSource(strings = {VipBench.V4, VipBench.V6})
    void whatOthersRemoveIsNoticed(String address) {
        long best = Long.MAX_VALUE;
        for (int round = 1; round <= 5; round++) {
            bench.holding.tell("put " + address + " eth0 30");
            int rounds = round;
            VipBench.until(() -> bench.lines("ok put").size() == rounds);
            long before = System.nanoTime();
            assertThat(bench.at("a", "ip", "addr", "del", address, "dev", "eth0"))
                    .isEmpty();
            VipBench.until(() -> bench.lines("! AddressLost").size() == rounds);
            String line = bench.lines("! AddressLost").getLast();
            best = Math.min(best, Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)) - before);
        }
        System.out.println("address removed by others, noticed after " + best / 1000 + " µs, best of five");
    }

    @Test
    void anAddressWhoseLifetimeEndsIsTold() {
        bench.order("put " + VipBench.V4 + " eth0 1");
        VipBench.awaitLine(bench.holding, "! AddressLost[address=203.0.113.200/24 on eth0]");
    }

    @Test
    void aLinkThatGoesDownAndComesBackIsTold() {
        bench.lab.unplug("a", dev.skein.lab.Lab.Network.PUBLIC);
        VipBench.until(() -> bench.lines("! LinkChanged").stream()
                .anyMatch(line -> line.contains("name=eth0") && line.contains("up=false")));
        bench.lab.heal("a", dev.skein.lab.Lab.Network.PUBLIC);
        VipBench.until(() -> bench.lines("! LinkChanged").getLast().contains("up=true"));
    }

    @Test
    void whatAKilledOneLeftIsTakenOffByTheNext() {
        bench.order("put " + VipBench.V4 + " eth0 0");
        bench.order("put " + VipBench.V6 + " eth0 0");
        bench.lab.kill(bench.holding);
        bench.hold("a");
        bench.order("leftovers");
        assertThat(bench.lines("ok leftovers")).containsExactly("ok leftovers 2");
        assertThat(bench.at("a", "ip", "addr", "show", "eth0"))
                .doesNotContain("203.0.113.200", "2001:db8:113::200")
                .contains("203.0.113.11");
    }
}
