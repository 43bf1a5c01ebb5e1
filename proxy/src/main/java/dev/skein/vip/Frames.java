package dev.skein.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Ethernet frames that say where an address is. Pure: bytes in, bytes out; each is a direct buffer, ready to be sent. */
final class Frames {
    static final int ETHERNET = 14;
    static final int IPV6_HEADER = 40;
    static final int TICKLE = IPV6_HEADER + 20;

    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    private static final byte[] NOBODY = new byte[6];
    private static final byte[] ALL_NODES_MAC = {0x33, 0x33, 0, 0, 0, 1};
    private static final byte[] ALL_NODES = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final int ARP = 0x0806;
    private static final int IPV6 = 0x86dd;
    private static final int TCP = 6;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int OVERRIDE = 0x2000_0000;

    private Frames() {}

    /** An ARP announcement (RFC 5227 §2.3): a request whose two addresses are the same. */
    static ByteBuffer arpRequest(byte[] mac, byte[] address) {
        return arp(1, mac, address, NOBODY);
    }

    /** A gratuitous ARP reply (RFC 5944 §4.6), for those who believe nothing else. */
    static ByteBuffer arpReply(byte[] mac, byte[] address) {
        return arp(2, mac, address, mac);
    }

    private static ByteBuffer arp(int operation, byte[] mac, byte[] address, byte[] target) {
        ByteBuffer frame = ethernet(ETHERNET + 28, EVERYBODY, mac, ARP);
        frame.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) operation);
        return frame.put(mac).put(address).put(target).put(address).flip();
    }

    /** An unsolicited neighbour advertisement with the override flag, to all nodes (RFC 4861 §7.2.6). */
    static ByteBuffer neighbourAdvertisement(byte[] mac, byte[] address) {
        ByteBuffer frame = ethernet(ETHERNET + IPV6_HEADER + 32, ALL_NODES_MAC, mac, IPV6);
        frame.putInt(0x6000_0000).putShort((short) 32).put((byte) ICMPV6).put((byte) 255);
        frame.put(address).put(ALL_NODES);
        int body = frame.position();
        frame.put((byte) NEIGHBOUR_ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE);
        frame.put(address).put((byte) 2).put((byte) 1).put(mac);
        int sum = sum(frame, ETHERNET + 8, 32) + 32 + ICMPV6 + sum(frame, body, 32);
        frame.putShort(body + 2, (short) ~folded(sum));
        return frame.flip();
    }

    /**
     * A tickle, for {@link RawSocket#ip}: a bare acknowledgement in the name of a connection, of numbers that it does not
     * have. Whoever has the other end answers with the true ones, to which this machine's kernel, having no such
     * connection, answers with a reset that is believed.
     *
     * @param packet where it is written: a direct buffer of {@link #TICKLE} bytes, from its beginning
     */
    static ByteBuffer tickle(byte[] from, Flow flow, ByteBuffer packet) {
        byte[] to = flow.client().getAddress();
        int header = from.length == 4 ? 20 : IPV6_HEADER;
        packet.clear().order(ByteOrder.BIG_ENDIAN);
        if (from.length == 4) {
            // The kernel fills in length, identification and checksum.
            packet.putInt(0x4500_0028).putInt(0).put((byte) 64).put((byte) TCP).putShort((short) 0);
        } else {
            packet.putInt(0x6000_0000).putShort((short) 20).put((byte) TCP).put((byte) 64);
        }
        packet.put(from).put(to);
        packet.putShort((short) flow.port()).putShort((short) flow.clientPort());
        packet.putInt(0).putInt(0).putShort((short) 0x5010).putInt(0).putShort((short) 0);
        int addresses = sum(packet, header - 2 * from.length, 2 * from.length);
        int sum = addresses + TCP + 20 + sum(packet, header, 20);
        packet.putShort(header + 16, (short) ~folded(sum));
        return packet.flip();
    }

    static ByteBuffer ethernet(int length, byte[] to, byte[] from, int type) {
        return ByteBuffer.allocateDirect(length)
                .order(ByteOrder.BIG_ENDIAN)
                .put(to)
                .put(from)
                .putShort((short) type);
    }

    /** Of 16-bit words (RFC 1071); an even count of bytes. */
    static int sum(ByteBuffer bytes, int from, int count) {
        int sum = 0;
        for (int at = from; at < from + count; at += 2) {
            sum += Short.toUnsignedInt(bytes.getShort(at));
        }
        return sum;
    }

    static int folded(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }
}
