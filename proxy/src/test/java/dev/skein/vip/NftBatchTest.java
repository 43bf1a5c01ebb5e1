package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

/** Bytes as a machine of little endian sends them. */
@DisabledIf("bigEndian")
class NftBatchTest {
    private static final byte[] ADDRESS = InetAddress.ofLiteral("203.0.113.10").getAddress();
    private static final String BEGIN = "14000000" + "1000" + "0100" + "00000000" + "00000000" + "0000000a";

    static boolean bigEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.duplicate().get(all);
        return HexFormat.of().formatHex(all);
    }

    private static String end(int sequence) {
        return "14000000" + "1100" + "0100" + "%02x000000".formatted(sequence) + "00000000" + "0000000a";
    }

    private static String element(int sequence, String millis) {
        return "58000000" + "0c0a" + "0504" + "%02x000000".formatted(sequence) + "00000000" + "05000000"
                + "0a000100" + "736b65696e000000" + "0b000200" + "6c656173653400" + "00"
                + "2c000380" + "28000180" + "0c000180" + "08000100" + "cb00710a"
                + "0c000400" + millis + "0c000500" + millis;
    }

    @Test
    void aRenewalIsPatchedIntoTheSameBytes() {
        LeaseSlot slot = new LeaseSlot("skein", "lease4", ADDRESS);
        String delete = "40000000" + "0e0a" + "0500" + "02000000" + "00000000" + "05000000"
                + "0a000100" + "736b65696e000000" + "0b000200" + "6c656173653400" + "00"
                + "14000380" + "10000180" + "0c000180" + "08000100" + "cb00710a";
        for (long millis : new long[] {500, 70_000}) {
            String time = "%016x".formatted(millis);
            assertThat(hex(slot.renewal(millis)))
                    .isEqualTo(BEGIN + element(1, time) + delete + element(3, time) + end(4));
        }
    }

    @Test
    void aRuleIsItsExpressions() {
        NftBatch batch = new NftBatch(ByteBuffer.allocate(1_024), "t");
        String rule = hex(batch.begin()
                .rule("in", new NftRule().etherType(0x0806).in("mine4").drop())
                .end());
        assertThat(rule)
                .isEqualTo(BEGIN
                        + "d0000000" + "060a" + "010c" + "01000000" + "00000000" + "05000000"
                        + "06000100" + "74000000" + "07000200" + "696e0000"
                        + "ac000480"
                        + "24000180" + "09000100" + "6d65746100000000" + "14000280" + "0800010000000001"
                        + "0800020000000001"
                        + "2c000180" + "08000100" + "636d7000" + "20000280" + "0800010000000001" + "0800020000000000"
                        + "0c000380" + "06000100" + "08060000"
                        + "28000180" + "0b000100" + "6c6f6f6b757000" + "00" + "18000280" + "0a000100"
                        + "6d696e6534000000" + "0800020000000001"
                        + "30000180" + "0e000100" + "696d6d65646961746500" + "0000"
                        + "1c000280" + "0800010000000000" + "10000280" + "0c000280" + "0800010000000000"
                        + end(2));
    }

    @Test
    void theTimeOfAnElementIsInTheNetworksOrder() {
        NftBatch batch = new NftBatch(ByteBuffer.allocate(512), "t");
        String written = hex(batch.begin().element("s", ADDRESS, 1).end());
        assertThat(written).contains("0c000400" + "0000000000000001" + "0c000500" + "0000000000000001");
    }
}
