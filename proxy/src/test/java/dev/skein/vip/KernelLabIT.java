package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.lab.Lab;
import dev.skein.lab.LabProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses on real interfaces, seen from a machine beside. */
@Tag("lab")
class KernelLabIT {
    private static final String V4 = "203.0.113.200/24";
    private static final String V6 = "2001:db8:113::200/128";

    private Lab lab;
    private LabProcess holding;

    @BeforeEach
    void up() {
        lab = Lab.up(1, 0);
        holding = lab.java("a", Holding.class);
        awaitLine(holding, "ready");
    }

    @AfterEach
    void down() {
        lab.close();
    }

    static void awaitLine(LabProcess process, String begin) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(process.lines()).anyMatch(line -> line.startsWith(begin)));
    }

    private void order(String line) {
        holding.tell(line);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(holding.lines()).anyMatch(each -> each.startsWith("ok " + line)));
    }

    private String at(String place, String... command) {
        LabProcess process = lab.run(place, List.of(command));
        await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
        return String.join("\n", process.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {V4, V6})
    void anAddressIsPutAnnouncedAnsweredAndRemoved(String address) {
        String bare = address.substring(0, address.indexOf('/'));
        order("put " + address);
        order("put " + address);
        order("announce " + address);
        assertThat(at("client", "ping", "-c1", "-W2", bare)).contains("1 received");
        holding.tell("remove " + address);
        awaitLine(holding, "ok remove " + address + " true");
        assertThat(at("client", "ping", "-c1", "-W1", bare)).contains("0 received");
    }

    @Test
    void anUnknownInterfaceIsNamedWithThoseThatAre() {
        holding.tell("put 203.0.113.200/24 eth9");
        awaitLine(holding, "no put");
        assertThat(holding.lines().getLast()).contains("ENODEV").contains("lo, eth0, eth1, eth2");
    }
}
