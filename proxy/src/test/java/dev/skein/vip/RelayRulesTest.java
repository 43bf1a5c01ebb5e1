package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RelayRulesTest {

    @Test
    void aConnectionsKeyIsMadeAsTheKernelsRegistersAre() {
        VirtualAddress address = VirtualAddress.parse("203.0.113.10/24", "eth0");
        Flow flow = new Flow(InetAddress.ofLiteral("203.0.113.100"), 40_000, 443);
        assertThat(HexFormat.of().formatHex(RelayRules.key(address, flow)))
                .isEqualTo("cb007164" + "cb00710a" + "9c400000" + "01bb0000");
    }
}
