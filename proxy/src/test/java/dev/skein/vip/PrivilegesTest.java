package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.vip.Privileges.Capability;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrivilegesTest {

    @Test
    void bothBitsAreReadFromTheStatus() throws IOException {
        Privileges both =
                Privileges.of(List.of("Name:\tjava", "CapPrm:\t0000000000000000", "CapEff:\t0000000000003000"));
        assertThat(both.has(Capability.NET_ADMIN)).isTrue();
        assertThat(both.has(Capability.NET_RAW)).isTrue();
        assertThat(both.missing()).isEmpty();
        assertThatThrownBy(() -> Privileges.of(List.of("Name:\tjava"))).hasMessageContaining("CapEff");
    }

    @Test
    void eachMissingOneIsASentenceThatSaysHowToGrantIt() {
        assertThat(new Privileges(0x1000).missing())
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .startsWith("CAP_NET_RAW is missing: it announces addresses.")
                        .contains("AmbientCapabilities=CAP_NET_RAW", "cap_add: [NET_RAW]", "setcap cap_net_raw+ep")
                        .contains("no-new-privileges", "--ambient-caps=+net_raw", "as root"));
        assertThat(new Privileges(0).missing()).hasSize(2);
    }
}
