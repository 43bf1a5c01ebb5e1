package dev.skein.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A new holder's rules for TCP connections that it does not know: each goes, as it came, to the hardware address of the
 * former holder. It knows those whose first packet came here since, and those it had before. Pure.
 */
final class RelayRules {
    /** Behind the fence. */
    static final int PRIORITY = 10;
    /** Longer than any relay: a connection is forgotten with the relay, not before. */
    static final long KNOWN_MILLIS = 24 * 3_600_000L;

    private static final int MOST_KNOWN = 1 << 18;
    private static final int TCP = 6;
    private static final int SYN_OR_ACK = 0x12;
    private static final byte SYN = 0x02;
    /** Registers of four bytes; the first overlap the one that {@link NftRule} compares with. */
    private static final int KEY = 8;

    private static final int FORMER = 20;
    /** Numbers by which the nft tool prints: IPv4, IPv6, Ethernet, port. */
    private static final int[] TYPES = {7, 8, 9, 13};

    private static final int TYPE_BITS = 6;

    private final boolean ipv6;

    RelayRules(boolean ipv6) {
        this.ipv6 = ipv6;
    }

    private String name(String word) {
        return word + (ipv6 ? "6" : "4");
    }

    String former() {
        return name("former");
    }

    String known() {
        return name("known");
    }

    void sets(NftBatch batch) {
        int address = TYPES[ipv6 ? 1 : 0];
        int both = (address << TYPE_BITS | address) << TYPE_BITS | TYPES[3];
        int length = ipv6 ? 16 : 4;
        batch.map(former(), address, length, TYPES[2], 6);
        batch.dynamicSet(known(), both << TYPE_BITS | TYPES[3], 2 * length + 8, MOST_KNOWN);
    }

    List<NftRule> rules(Link link) {
        byte[] index = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(link.index())
                .array();
        return List.of(
                connection(handed().masked(NftRule.TRANSPORT, 13, SYN_OR_ACK).equal(SYN))
                        .remember(known(), KEY, KNOWN_MILLIS)
                        .accept(),
                connection(handed()).in(known(), KEY).accept(),
                handed().store(NftRule.LINK, 0, 6, FORMER)
                        .value(link.macBytes(), KEY)
                        .store(NftRule.LINK, 6, 6, KEY)
                        .value(index, KEY)
                        .forward(KEY));
    }

    /** TCP to an address that was handed over; the former holder's hardware address is in its register then. */
    private NftRule handed() {
        return new NftRule()
                .etherType(ipv6 ? 0x86dd : 0x0800)
                .transport(TCP)
                .field(NftRule.NETWORK, ipv6 ? 24 : 16, ipv6 ? 16 : 4)
                .mapped(former(), FORMER);
    }

    private NftRule connection(NftRule rule) {
        int length = ipv6 ? 16 : 4;
        int words = length / 4;
        return rule.load(NftRule.NETWORK, ipv6 ? 8 : 12, length, KEY)
                .load(NftRule.NETWORK, ipv6 ? 24 : 16, length, KEY + words)
                .load(NftRule.TRANSPORT, 0, 2, KEY + 2 * words)
                .load(NftRule.TRANSPORT, 2, 2, KEY + 2 * words + 1);
    }

    /** As the rules make it: client, address, both ports, each port in four bytes. */
    static byte[] key(VirtualAddress address, Flow flow) {
        byte[] own = address.bytes();
        return ByteBuffer.allocate(2 * own.length + 8)
                .put(flow.client().getAddress())
                .put(own)
                .putShort((short) flow.clientPort())
                .putShort((short) 0)
                .putShort((short) flow.port())
                .putShort((short) 0)
                .array();
    }
}
