package dev.skein.vip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules for TCP connections during a hand-over. A new holder sends those that it does not know, as they came, to the hardware
 * address of the former holder; it knows those whose first packet came here since, and those it had before. A former holder
 * sends new ones on to its successor, and from then on all of theirs. What a peer has sent on is not sent on again, so that
 * nothing goes in circles. Pure.
 */
final class RelayRules {
    /** Behind the fence: only what this node may answer. */
    static final int RELAY = 10;
    /** Before the fence, which drops new connections that a former holder may not take. */
    static final int DIVERT = -10;

    static final String PEERS = "peers";
    /** Longer than any relay: a connection is forgotten with the relay, not before. */
    static final long KNOWN_MILLIS = 24 * 3_600_000L;

    private static final int MOST_KNOWN = 1 << 18;
    private static final int TCP = 6;
    /** Registers of four bytes; the first overlap the one that {@link NftRule} compares with. */
    private static final int KEY = 8;

    private static final int TARGET = 20;
    /** Numbers by which the nft tool prints: IPv4, IPv6, Ethernet, port. */
    private static final int[] TYPES = {7, 8, 9, 13};

    private static final int TYPE_BITS = 6;

    static final RelayRules IPV4 = new RelayRules(false);
    static final RelayRules IPV6 = new RelayRules(true);
    private static final List<RelayRules> BOTH = List.of(IPV4, IPV6);

    private final boolean ipv6;

    private RelayRules(boolean ipv6) {
        this.ipv6 = ipv6;
    }

    private String name(String word) {
        return word + (ipv6 ? "6" : "4");
    }

    String former() {
        return name("former");
    }

    /** Addresses of which connections that begin are remembered. */
    String noted() {
        return name("noted");
    }

    String known() {
        return name("known");
    }

    String next() {
        return name("next");
    }

    String passed() {
        return name("passed");
    }

    /** Hardware addresses of other nodes. */
    static void peers(NftBatch batch) {
        batch.set(PEERS, TYPES[2], 6, 0);
    }

    void sets(NftBatch batch) {
        int address = TYPES[ipv6 ? 1 : 0];
        int both = (address << TYPE_BITS | address) << TYPE_BITS | TYPES[3];
        int length = ipv6 ? 16 : 4;
        for (String map : List.of(former(), next())) {
            batch.map(map, address, length, TYPES[2], 6);
        }
        batch.set(noted(), address, length, NftBatch.TIMEOUT);
        for (String set : List.of(known(), passed())) {
            batch.dynamicSet(set, both << TYPE_BITS | TYPES[3], 2 * length + 8, MOST_KNOWN);
        }
    }

    /** A former holder's, of both families. */
    static List<NftRule> divert(Link link) {
        List<NftRule> rules = new ArrayList<>(List.of(fromPeer().accept()));
        for (RelayRules each : BOTH) {
            rules.add(each.connection(each.handed(each.next()).begins())
                    .remember(each.passed(), KEY, KNOWN_MILLIS)
                    .sendOn(link, TARGET, KEY));
            rules.add(each.connection(each.handed(each.next()))
                    .in(each.passed(), KEY)
                    .sendOn(link, TARGET, KEY));
        }
        return rules;
    }

    /** A new holder's, of both families: what begins is remembered whoever sent it, before a peer's packets are let through. */
    static List<NftRule> relay(Link link) {
        List<NftRule> rules = new ArrayList<>();
        for (RelayRules each : BOTH) {
            rules.add(each.connection(each.to().in(each.noted()).begins())
                    .remember(each.known(), KEY, KNOWN_MILLIS)
                    .accept());
        }
        rules.add(fromPeer().accept());
        for (RelayRules each : BOTH) {
            rules.add(each.connection(each.handed(each.former()))
                    .in(each.known(), KEY)
                    .accept());
            rules.add(each.handed(each.former()).sendOn(link, TARGET, KEY));
        }
        return rules;
    }

    private static NftRule fromPeer() {
        return new NftRule().field(NftRule.LINK, 6, 6).in(PEERS);
    }

    /** TCP to an address of that map; the hardware address there is in its register then. */
    private NftRule handed(String map) {
        return to().mapped(map, TARGET);
    }

    /** TCP, its destination loaded. */
    private NftRule to() {
        return new NftRule()
                .etherType(ipv6 ? 0x86dd : 0x0800)
                .transport(TCP)
                .field(NftRule.NETWORK, ipv6 ? 24 : 16, ipv6 ? 16 : 4);
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
