package dev.skein.vip;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the fence lets through of the addresses in {@code mine4} and {@code mine6}. Of other addresses it knows nothing. Pure.
 */
final class FenceRules {
    static final String RELAYS = "relays";

    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int IPV6 = 0x86dd;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final byte NEIGHBOUR_SOLICITATION = (byte) 135;
    private static final byte NEIGHBOUR_ADVERTISEMENT = (byte) 136;
    private static final int LONG_HEADER = 0x80;
    private static final int REGISTER = 16;
    private static final byte[] NO_ADDRESS = {};

    private FenceRules() {}

    static void sets(NftBatch batch) {
        batch.set("mine4", 7, 4, 0).set("mine6", 8, 16, 0).set(RELAYS, 9, 6, 0);
        for (FenceSet set : FenceSet.values()) {
            batch.set(set.name(false), 7, 4, NftBatch.TIMEOUT).set(set.name(true), 8, 16, NftBatch.TIMEOUT);
        }
    }

    /**
     * For each of these interfaces; by their names, as far as the nft tool can print them.
     *
     * @param addresses link-local ones, of IPv6, by interface
     */
    static void chains(NftBatch batch, Collection<Link> links, Map<Integer, byte[]> addresses) {
        Set<String> names = new HashSet<>();
        for (Link link : links) {
            String word = link.name().replaceAll("[^A-Za-z0-9_]", "_");
            String name = names.add(word) ? word : word + "_" + link.index();
            batch.chain("in_" + name, NftBatch.INGRESS, 0, link.name());
            ingress().forEach(rule -> batch.rule("in_" + name, rule));
            batch.chain("out_" + name, NftBatch.EGRESS, 0, link.name());
            egress(addresses.getOrDefault(link.index(), NO_ADDRESS)).forEach(rule -> batch.rule("out_" + name, rule));
        }
    }

    /** From the wire: by destination; to one that only serves, nothing new but what comes from a peer that relays. */
    static List<NftRule> ingress() {
        return List.of(
                ip(IPV4, 16).in("mine4").notIn("lease4").notIn("serve4").drop(),
                begun(serving(IPV4)),
                begunDatagrams(serving(IPV4)),
                echo(serving(IPV4), ICMP, (byte) 8),
                arp(24),
                ip(IPV6, 24).in("mine6").notIn("lease6").notIn("serve6").drop(),
                begun(serving(IPV6)),
                begunDatagrams(serving(IPV6)),
                echo(serving(IPV6), ICMPV6, (byte) 128));
    }

    /** To the wire: by source, announcements by this program, too. */
    static List<NftRule> egress(byte[] linkLocal) {
        return List.of(
                ip(IPV4, 12).in("mine4").notIn("lease4").notIn("serve4").drop(),
                anonymousRequest(),
                arp(14),
                ip(IPV6, 8).in("mine6").notIn("lease6").notIn("serve6").drop(),
                linkLocal.length == 0
                        ? discovery(NEIGHBOUR_SOLICITATION).drop()
                        : discovery(NEIGHBOUR_SOLICITATION)
                                .value(linkLocal, REGISTER)
                                .storeCounted(NftRule.NETWORK, 8, 16, REGISTER)
                                .accept(),
                discovery(NEIGHBOUR_ADVERTISEMENT).drop());
    }

    /**
     * One that only serves must find its clients, but a question tells where its sender is, too: so it asks as those do that
     * have no address yet (RFC 5227 §1.1), and with IPv6 by the interface's own.
     */
    private static NftRule anonymousRequest() {
        return new NftRule()
                .etherType(ARP)
                .field(NftRule.NETWORK, 6, 2)
                .equal((byte) 0, (byte) 1)
                .field(NftRule.NETWORK, 14, 4)
                .in("serve4")
                .notIn("lease4")
                .value(new byte[4], REGISTER)
                .store(NftRule.NETWORK, 14, 4, REGISTER)
                .accept();
    }

    private static NftRule discovery(byte type) {
        return ip(IPV6, 8)
                .in("serve6")
                .notIn("lease6")
                .transport(ICMPV6)
                .field(NftRule.TRANSPORT, 0, 1)
                .equal(type);
    }

    /** To an address that this node serves, but does not hold. */
    private static NftRule serving(int type) {
        String word = type == IPV4 ? "4" : "6";
        return ip(type, type == IPV4 ? 16 : 24).in("serve" + word).notIn("lease" + word);
    }

    private static NftRule ip(int type, int offset) {
        return new NftRule().etherType(type).field(NftRule.NETWORK, offset, type == IPV4 ? 4 : 16);
    }

    private static NftRule arp(int offset) {
        return new NftRule()
                .etherType(ARP)
                .field(NftRule.NETWORK, offset, 4)
                .in("mine4")
                .notIn("lease4")
                .drop();
    }

    private static NftRule begun(NftRule serving) {
        return unrelayed(serving.transport(TCP).begins());
    }

    /** A long header: QUIC's connections begin with it (RFC 9000 §17.2). */
    private static NftRule begunDatagrams(NftRule serving) {
        return unrelayed(
                serving.transport(UDP).masked(NftRule.TRANSPORT, 8, LONG_HEADER).equal((byte) LONG_HEADER));
    }

    private static NftRule echo(NftRule serving, int protocol, byte request) {
        return unrelayed(
                serving.transport(protocol).field(NftRule.TRANSPORT, 0, 1).equal(request));
    }

    private static NftRule unrelayed(NftRule rule) {
        return rule.field(NftRule.LINK, 6, 6).notIn(RELAYS).drop();
    }
}
