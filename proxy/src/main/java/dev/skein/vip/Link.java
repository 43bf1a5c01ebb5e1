package dev.skein.vip;

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
