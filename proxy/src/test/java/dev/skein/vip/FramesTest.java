package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final byte[] MAC = HexFormat.of().parseHex("020000000a01");
    private static final byte[] V4 = InetAddress.ofLiteral("203.0.113.10").getAddress();
    private static final byte[] V6 = InetAddress.ofLiteral("2001:db8::10").getAddress();

    private static String hex(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void anArpAnnouncementAsksForItsOwnAddress() {
        assertThat(hex(Frames.arpRequest(MAC, V4)))
                .isEqualTo("ffffffffffff" + "020000000a01" + "0806"
                        + "0001" + "0800" + "06" + "04" + "0001"
                        + "020000000a01" + "cb00710a" + "000000000000" + "cb00710a");
    }

    @Test
    void aGratuitousReplyTellsItToItself() {
        assertThat(hex(Frames.arpReply(MAC, V4)))
                .isEqualTo("ffffffffffff" + "020000000a01" + "0806"
                        + "0001" + "0800" + "06" + "04" + "0002"
                        + "020000000a01" + "cb00710a" + "020000000a01" + "cb00710a");
    }

    @Test
    void anUnsolicitedAdvertisementOverridesAndItsChecksumIsRight() {
        // The checksum by hand: addresses 2001+0db8+0010+ff02+0001, length 0020, next header 003a, and of the message
        // 8800+2000+(2001+0db8+0010)+0201+0200+0000+0a01 = 210f1; folded 10f3; inverted ef0c.
        assertThat(hex(Frames.neighbourAdvertisement(MAC, V6)))
                .isEqualTo("333300000001" + "020000000a01" + "86dd"
                        + "60000000" + "0020" + "3a" + "ff"
                        + "20010db8000000000000000000000010" + "ff020000000000000000000000000001"
                        + "88" + "00" + "ef0c" + "20000000" + "20010db8000000000000000000000010"
                        + "0201" + "020000000a01");
    }

    @Test
    void aTickleIsABareAcknowledgementOfNothingWithARightChecksum() {
        ByteBuffer packet = ByteBuffer.allocateDirect(Frames.TICKLE);
        Flow v4 = new Flow(InetAddress.ofLiteral("203.0.113.100"), 40_000, 443);
        // By hand: cb00+710a+cb00+7164 + 0006+0014 + 01bb+9c40+5010 = 36693; folded 6696; inverted 9969.
        assertThat(hex(Frames.tickle(V4, v4, packet)))
                .isEqualTo("45000028" + "00000000" + "40060000" + "cb00710a" + "cb007164" + "01bb" + "9c40" + "00000000"
                        + "00000000" + "5010" + "0000" + "9969" + "0000");
        Flow v6 = new Flow(InetAddress.ofLiteral("2001:db8::64"), 40_000, 443);
        assertThat(hex(Frames.tickle(V6, v6, packet)))
                .isEqualTo("60000000" + "00140640" + "20010db8000000000000000000000010"
                        + "20010db8000000000000000000000064"
                        + "01bb" + "9c40" + "00000000" + "00000000" + "5010" + "0000" + "b5f3" + "0000");
    }
}
