package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

/** Bytes as a machine of little endian sends them. */
@DisabledIf("bigEndian")
class RouteMessagesTest {
    private final MessageWriter out = new MessageWriter(ByteBuffer.allocate(512));

    static boolean bigEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    }

    private String written() {
        ByteBuffer bytes = out.written();
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return HexFormat.of().formatHex(all);
    }

    private void begin(int type, int flags) {
        out.clear().begin(type, flags, 7);
    }

    @Test
    void puttingAnAddressOfIpv4() {
        begin(RouteMessages.NEW_ADDRESS, 0x505);
        RouteMessages.put(out, VirtualAddress.parse("203.0.113.10/24", "eth0"), 3, 2);
        assertThat(written())
                .isEqualTo("4c000000" + "1400" + "0505" + "07000000" + "00000000"
                        + "02" + "18" + "00" + "00" + "03000000"
                        + "0800" + "0200" + "cb00710a" + "0800" + "0100" + "cb00710a"
                        + "0800" + "0800" + "00000000"
                        + "1400" + "0680" + "02000000" + "02000000" + "00000000" + "00000000"
                        + "0500" + "0b00" + "53000000");
    }

    @Test
    void puttingAnAddressOfIpv6ForeverSkipsDuplicateDetection() {
        begin(RouteMessages.NEW_ADDRESS, 0x505);
        RouteMessages.put(out, VirtualAddress.parse("2001:db8::10", "eth0"), 3, 0);
        assertThat(written())
                .isEqualTo("64000000" + "1400" + "0505" + "07000000" + "00000000"
                        + "0a" + "80" + "00" + "00" + "03000000"
                        + "1400" + "0200" + "20010db8000000000000000000000010"
                        + "1400" + "0100" + "20010db8000000000000000000000010"
                        + "0800" + "0800" + "02000000"
                        + "1400" + "0680" + "00000000" + "ffffffff" + "00000000" + "00000000"
                        + "0500" + "0b00" + "53000000");
    }

    @Test
    void whatIsWrittenIsRead() {
        begin(RouteMessages.NEW_ADDRESS, 0);
        RouteMessages.put(out, VirtualAddress.parse("203.0.113.10/24", "eth0"), 3, 2);
        MessageReader in = new MessageReader(out.written());
        assertThat(in.next()).isTrue();
        AssignedAddress read = RouteMessages.address(in);
        assertThat(read.address().getHostAddress()).isEqualTo("203.0.113.10");
        assertThat(read.prefix()).isEqualTo(24);
        assertThat(read.index()).isEqualTo(3);
        assertThat(read.validSeconds()).isEqualTo(2);
        assertThat(read.ours()).isTrue();
        assertThat(in.next()).isFalse();
    }

    @Test
    void aLinkIsUpOnlyWithItsCarrier() {
        out.clear().begin(RouteMessages.NEW_LINK, 0, 0);
        out.u8(0).u8(0).u16(1).u32(4).u32(0x10043).u32(0);
        out.attribute(3, "eth0").attribute(1, new byte[] {2, 0, 0, 0, 10, 1}).end();
        out.begin(RouteMessages.NEW_LINK, 0, 0);
        out.u8(0).u8(0).u16(772).u32(1).u32(0x43).u32(0).attribute(3, "lo").end();
        MessageReader in = new MessageReader(out.written());
        assertThat(in.next()).isTrue();
        assertThat(RouteMessages.link(in)).isEqualTo(new Link(4, "eth0", "02:00:00:00:0a:01", true, true));
        assertThat(in.next()).isTrue();
        assertThat(RouteMessages.link(in)).isEqualTo(new Link(1, "lo", "", false, false));
    }

    @Test
    void aRefusalCarriesTheKernelsWords() {
        out.clear().begin(MessageReader.ERROR, 0x300, 7);
        out.u32(-19).zeros(16).attribute(1, "no such device").end();
        MessageReader in = new MessageReader(out.written());
        assertThat(in.next()).isTrue();
        assertThat(in.error()).isEqualTo(19);
        assertThat(in.words()).isEqualTo("no such device");
        assertThat(new KernelException("put x", in.error(), in.words()))
                .hasMessage("put x: ENODEV: no such device (expected: an interface of this machine)");
    }

    @Test
    void aCutOffMessageIsNoMessage() {
        out.clear().begin(RouteMessages.NEW_LINK, 0, 0);
        out.zeros(16).attribute(3, "eth0").end();
        ByteBuffer cut = out.written();
        cut.limit(cut.limit() - 1);
        assertThat(new MessageReader(cut).next()).isFalse();
        cut.limit(10);
        assertThat(new MessageReader(cut).next()).isFalse();
    }
}
