package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.ClientAddress;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Who is let in, by what is open already. */
class AdmittanceTest {
    private static final ClientAddress ONE = client("192.0.2.1");
    private static final ClientAddress TWO = client("192.0.2.2");

    private final Admittance admittance = new Admittance();

    private static ClientAddress client(String address) {
        return ClientAddress.of(InetAddress.ofLiteral(address), 0);
    }

    @Test
    void oneClientMayHaveOnlySoMany() {
        admittance.limit(0, 2);
        assertThat(admittance.admit(ONE)).isTrue();
        assertThat(admittance.admit(ONE)).isTrue();
        assertThat(admittance.admit(ONE)).isFalse();
        assertThat(admittance.admit(TWO)).isTrue();
        admittance.leave(ONE);
        assertThat(admittance.admit(ONE)).isTrue();
        assertThat(admittance.admit(ONE)).isFalse();
        assertThat(admittance.open()).isEqualTo(3);
    }

    @Test
    void allTogetherMayHaveOnlySoMany() {
        admittance.limit(2, 0);
        assertThat(admittance.admit(ONE)).isTrue();
        assertThat(admittance.admit(TWO)).isTrue();
        assertThat(admittance.admit(ONE)).isFalse();
        admittance.leave(TWO);
        assertThat(admittance.admit(ONE)).isTrue();
    }

    @Test
    void aClientThatIsKnownLaterCountsFromThen() {
        admittance.limit(0, 1);
        assertThat(admittance.admit(null)).isTrue();
        assertThat(admittance.admit(null)).isTrue();
        assertThat(admittance.named(ONE)).isTrue();
        assertThat(admittance.named(ONE)).isFalse();
        assertThat(admittance.open()).isEqualTo(2);
        admittance.leave(null);
        assertThat(admittance.admit(ONE)).isFalse();
        assertThat(admittance.open()).isEqualTo(1);
        admittance.leave(ONE);
        assertThat(admittance.admit(ONE)).isTrue();
    }

    /** Those of before a limit were not counted, and took newer ones off the count as they left: the limit let too many in. */
    @Test
    void whatWasOpenBeforeThereWasALimitCounts() {
        assertThat(admittance.admit(ONE)).isTrue();
        assertThat(admittance.admit(ONE)).isTrue();
        admittance.limit(0, 3);
        assertThat(admittance.admit(ONE)).isTrue();
        assertThat(admittance.admit(ONE)).isFalse();
        admittance.leave(ONE);
        admittance.leave(ONE);
        assertThat(admittance.admit(ONE)).isTrue();
        assertThat(admittance.admit(ONE)).isTrue();
        assertThat(admittance.admit(ONE)).isFalse();
    }

    @Test
    void aNetworkOfIpv6IsOneClient() {
        admittance.limit(0, 1);
        assertThat(admittance.admit(client("2001:db8:0:1::1"))).isTrue();
        assertThat(admittance.admit(client("2001:db8:0:1:ffff::2"))).isFalse();
        assertThat(admittance.admit(client("2001:db8:0:2::1"))).isTrue();
        admittance.leave(client("2001:db8:0:1::1"));
        assertThat(admittance.admit(client("2001:db8:0:1:ffff::2"))).isTrue();
    }
}
