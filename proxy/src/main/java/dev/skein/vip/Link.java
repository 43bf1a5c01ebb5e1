package dev.skein.vip;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * An interface.
 *
 * @param index its number, which a renamed one keeps and a re-created one does not
 * @param name its name
 * @param mac its hardware address as in {@code 02:00:5e:10:00:01}; empty if it has none
 * @param ethernet whether its frames are Ethernet's, so that addresses can be announced
 * @param up whether it is switched on and has a carrier
 */
public record Link(int index, String name, String mac, boolean ethernet, boolean up) {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /** A hardware address as text, from the lower 48 bits. */
    public static String mac(long number) {
        return mac(ByteBuffer.allocate(Long.BYTES).putLong(number << 16).array(), 6);
    }

    /** The hardware address in the lower 48 bits; 0 if it has none, or is not Ethernet's. */
    public long number() {
        return mac.isEmpty() || !ethernet
                ? 0
                : ByteBuffer.allocate(Long.BYTES).put(2, macBytes()).getLong();
    }

    private static String mac(byte[] bytes, int length) {
        return COLONS.formatHex(bytes, 0, length);
    }

    static String mac(byte[] bytes) {
        return COLONS.formatHex(bytes);
    }

    static byte[] macBytes(String mac) {
        return COLONS.parseHex(mac);
    }

    byte[] macBytes() {
        return COLONS.parseHex(mac);
    }
}
