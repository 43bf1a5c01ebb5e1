package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VirtualAddressTest {

    @Test
    void withoutPrefixItIsASingleHost() {
        assertThat(VirtualAddress.parse("203.0.113.10", "eth0").prefix()).isEqualTo(32);
        assertThat(VirtualAddress.parse("2001:db8::10", "eth0").prefix()).isEqualTo(128);
        assertThat(VirtualAddress.parse("2001:db8::10", "eth0").isIpv6()).isTrue();
        assertThat(VirtualAddress.parse("203.0.113.10/24", "eth0")).hasToString("203.0.113.10/24 on eth0");
    }

    @Test
    void whatIsNoAddressIsRefusedWithTheRule() {
        assertThatThrownBy(() -> VirtualAddress.parse("203.0.113.10/33", "eth0"))
                .hasMessage("prefix: 33 of 203.0.113.10 (expected: 0 to 32)");
        assertThatThrownBy(() -> VirtualAddress.parse("224.0.0.1/32", "eth0"))
                .hasMessageContaining("address of a single host");
        assertThatThrownBy(() -> VirtualAddress.parse("203.0.113.10/x", "eth0")).hasMessageContaining("address/prefix");
        assertThatThrownBy(() -> VirtualAddress.parse("203.0.113.10", "averyverylongname"))
                .hasMessageContaining("1 to 15 characters");
        assertThatThrownBy(() -> VirtualAddress.parse("shop.example.com", "eth0"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
