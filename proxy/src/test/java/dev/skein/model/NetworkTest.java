package dev.skein.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "255.255.255.255/32, 255.255.255.255, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8:0:1::/64, 2001:db8:0:1:ffff::, true",
        "2001:db8:0:1::/64, 2001:db8:0:2::, false",
        "2001:db8::80/121, 2001:db8::ff, true",
        "2001:db8::80/121, 2001:db8::7f, false",
        "::1, ::1, true",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:10.1.2.3, 10.1.2.3, true",
    })
    void aBlockHoldsItsMembersOnly(String network, String address, boolean expected) {
        ClientAddress client = ClientAddress.of(InetAddress.ofLiteral(address), 1);
        assertThat(Network.parse(network).contains(client)).isEqualTo(expected);
        assertThat(NetworkSet.parse(List.of(network)).contains(client)).isEqualTo(expected);
    }

    @Test
    void aMappedAddressCountsAsTheOneInside() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
        assertThat(Network.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(Network.parse("::/0").contains(mapped)).isFalse();
        assertThat(NetworkSet.parse(List.of("10.1.0.0/16")).contains(mapped)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.1",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "10.0.0.256",
                "::/129",
                "example.com",
                "[::1]",
                "fe80::1%eth0",
                "10.0.0.0/8/8",
                "10.0.0.0/0008",
                "::ffff:0:0/90",
                "1.2.3.x"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: ");
    }

    @Test
    void bitsAfterTheLengthAreAMistake() {
        assertThatThrownBy(() -> Network.parse("10.1.2.3/8"))
                .hasMessage("network: 10.1.2.3/8 (expected: no bits set after the first 8, such as 10.0.0.0/8)");
    }

    @Test
    void aSetAnswersAsItsBlocksDoOneByOne() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            List<Network> networks = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                networks.add(network(random));
            }
            NetworkSet set = NetworkSet.of(networks);
            for (int i = 0; i < 200; i++) {
                byte[] raw = address(random);
                assertThat(set.contains(raw)).isEqualTo(networks.stream().anyMatch(network -> network.contains(raw)));
            }
        }
    }

    @Test
    void theEmptySetHoldsNothing() {
        assertThat(NetworkSet.EMPTY.isEmpty()).isTrue();
        assertThat(NetworkSet.EMPTY.contains(new byte[4])).isFalse();
        assertThat(NetworkSet.EMPTY.contains(new byte[16])).isFalse();
    }

    @Test
    void aSetForgetsBlocksWithinOthers() {
        assertThat(NetworkSet.parse(List.of("10.1.0.0/16", "::1", "10.0.0.0/8", "10.0.0.0/8")))
                .hasToString("[10.0.0.0/8, 0:0:0:0:0:0:0:1/128]");
    }

    /** From a small world, so that blocks and addresses meet. */
    private static Network network(Random random) {
        byte[] raw = address(random);
        if (raw.length == 4) {
            int length = random.nextInt(33);
            long mask = length == 0 ? 0 : (-1L << (32 - length)) & 0xffffffffL;
            return new Network(false, 0, Network.v4(raw) & mask, length);
        }
        int length = random.nextInt(129);
        long high = length == 0 ? 0 : -1L << Math.max(64 - length, 0);
        long low = length <= 64 ? 0 : -1L << (128 - length);
        return new Network(true, Network.high(raw) & high, Network.low(raw) & low, length);
    }

    private static byte[] address(Random random) {
        byte[] raw = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (random.nextInt(3) - 1);
        }
        return raw;
    }
}
