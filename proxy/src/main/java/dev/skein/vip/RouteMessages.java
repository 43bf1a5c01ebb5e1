package dev.skein.vip;

import dev.skein.vip.MessageReader.Attributes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;

/** Links and addresses as rtnetlink(7) writes them. */
final class RouteMessages {
    static final int NEW_LINK = 16;
    static final int DELETE_LINK = 17;
    static final int NEW_ADDRESS = 20;
    static final int DELETE_ADDRESS = 21;
    /** Bits of the groups for links, addresses of IPv4 and of IPv6. */
    static final int GROUPS = 0x1 | 0x10 | 0x100;
    /** Who put an address there, as {@code ip} shows by {@code proto}: "S"; nobody else's by rt_addrprotos. */
    static final int MARK = 0x53;

    static final int IPV4 = 2;
    static final int IPV6 = 10;

    private static final int GET_LINK = 18;
    private static final int GET_ADDRESS = 22;
    private static final int ETHERNET = 1;
    private static final int UP_WITH_CARRIER = 0x1 | 0x10000;
    private static final int NO_DUPLICATE_CHECK = 0x2;
    private static final int FOREVER = -1;

    private static final int LINK_HEADER = 16;
    private static final int LINK_ADDRESS = 1;
    private static final int LINK_NAME = 3;

    private static final int FAMILIES = 26;
    private static final int SETTINGS = 1;
    private static final int ARP_ANNOUNCE = 18;
    private static final int BEST_OWN = 2;

    private static final int ADDRESS_HEADER = 8;
    private static final int ADDRESS = 1;
    private static final int LOCAL = 2;
    private static final int CACHE_INFO = 6;
    private static final int FLAGS = 8;
    private static final int PROTOCOL = 11;

    private RouteMessages() {}

    /**
     * Adds it, or sets its lifetime anew. IPv6: at once, without asking whether another has it, and never the source of
     * connections that this node opens (a preferred lifetime of 0).
     */
    static MessageWriter put(MessageWriter out, VirtualAddress address, int index, int validSeconds) {
        int valid = validSeconds <= 0 ? FOREVER : validSeconds;
        out.u8(address.isIpv6() ? IPV6 : IPV4).u8(address.prefix()).u8(0).u8(0).u32(index);
        out.attribute(LOCAL, address.bytes()).attribute(ADDRESS, address.bytes());
        out.attribute(FLAGS, address.isIpv6() ? NO_DUPLICATE_CHECK : 0);
        int cache = out.nest(CACHE_INFO);
        out.u32(address.isIpv6() ? 0 : valid).u32(valid).u32(0).u32(0).close(cache);
        return out.attribute(PROTOCOL, new byte[] {MARK}).end();
    }

    /** Sets {@code arp_announce} to 2. By netlink, since where sysctls are files they may be read-only. */
    static MessageWriter arpAnnounce(MessageWriter out, int index) {
        out.u8(0).u8(0).u16(0).u32(index).u32(0).u32(0);
        int families = out.nest(FAMILIES);
        int ipv4 = out.nest(IPV4);
        int settings = out.nest(SETTINGS);
        out.attribute(ARP_ANNOUNCE, BEST_OWN);
        return out.close(settings).close(ipv4).close(families).end();
    }

    static MessageWriter delete(MessageWriter out, InetAddress address, int prefix, int index) {
        byte[] bytes = address.getAddress();
        out.u8(bytes.length == 4 ? IPV4 : IPV6).u8(prefix).u8(0).u8(0).u32(index);
        return out.attribute(LOCAL, bytes).attribute(ADDRESS, bytes).end();
    }

    static MessageWriter listLinks(MessageWriter out, int sequence) {
        return out.begin(GET_LINK, MessageWriter.REQUEST | MessageWriter.DUMP, sequence)
                .zeros(LINK_HEADER)
                .end();
    }

    static MessageWriter listAddresses(MessageWriter out, int sequence) {
        return out.begin(GET_ADDRESS, MessageWriter.REQUEST | MessageWriter.DUMP, sequence)
                .zeros(ADDRESS_HEADER)
                .end();
    }

    static Link link(MessageReader in) {
        Attributes attributes = in.attributes(LINK_HEADER);
        byte[] mac = attributes.bytes(LINK_ADDRESS);
        return new Link(
                in.u32(4),
                Objects.requireNonNullElse(attributes.string(LINK_NAME), ""),
                mac == null ? "" : Link.mac(mac),
                (in.u32(0) >>> 16) == ETHERNET,
                (in.u32(8) & UP_WITH_CARRIER) == UP_WITH_CARRIER);
    }

    static AssignedAddress address(MessageReader in) {
        Attributes attributes = in.attributes(ADDRESS_HEADER);
        byte[] local = attributes.bytes(LOCAL);
        byte[] bytes = local == null ? attributes.bytes(ADDRESS) : local;
        Attributes cache = attributes.nested(CACHE_INFO);
        int valid = cache == null ? FOREVER : cache.in().getInt(cache.from() + 4);
        try {
            return new AssignedAddress(
                    InetAddress.getByAddress(bytes == null ? new byte[4] : bytes),
                    in.u8(1),
                    in.u32(4),
                    valid == FOREVER ? -1 : Integer.toUnsignedLong(valid),
                    attributes.u8(PROTOCOL, 0) == MARK);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of neither 4 nor 16 bytes", e);
        }
    }
}
