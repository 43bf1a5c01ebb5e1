package dev.skein.vip;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the fence lets through of the addresses in {@code mine4} and {@code mine6}. Of other addresses it knows nothing. Pure.
 */
final class FenceRules {
    static final String RELAYS = "relays";

    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int IPV6 = 0x86dd;
    private static final int TCP = 6;
    private static final int ICMPV6 = 58;
    private static final byte NEIGHBOUR_ADVERTISEMENT = (byte) 136;
    private static final byte SYN = 0x02;
    private static final int SYN_OR_ACK = 0x12;

    private FenceRules() {}

    static void sets(NftBatch batch) {
        batch.set("mine4", 7, 4, 0).set("mine6", 8, 16, 0).set(RELAYS, 9, 6, 0);
        for (FenceSet set : FenceSet.values()) {
            batch.set(set.name(false), 7, 4, NftBatch.TIMEOUT).set(set.name(true), 8, 16, NftBatch.TIMEOUT);
        }
    }

    /** For each of these interfaces; by their names, as far as the nft tool can print them. */
    static void chains(NftBatch batch, Collection<Link> links) {
        Set<String> names = new HashSet<>();
        for (Link link : links) {
            String word = link.name().replaceAll("[^A-Za-z0-9_]", "_");
            String name = names.add(word) ? word : word + "_" + link.index();
            batch.chain("in_" + name, NftBatch.INGRESS, 0, link.name());
            ingress().forEach(rule -> batch.rule("in_" + name, rule));
            batch.chain("out_" + name, NftBatch.EGRESS, 0, link.name());
            egress().forEach(rule -> batch.rule("out_" + name, rule));
        }
    }

    /** From the wire: by destination; a new connection to one that only serves must come from a peer that relays. */
    static List<NftRule> ingress() {
        return List.of(
                ip(IPV4, 16).in("mine4").notIn("lease4").notIn("serve4").drop(),
                opened(ip(IPV4, 16).in("serve4").notIn("lease4")),
                arp(24),
                ip(IPV6, 24).in("mine6").notIn("lease6").notIn("serve6").drop(),
                opened(ip(IPV6, 24).in("serve6").notIn("lease6")));
    }

    /** To the wire: by source, announcements by this program, too. */
    static List<NftRule> egress() {
        return List.of(
                ip(IPV4, 12).in("mine4").notIn("lease4").notIn("serve4").drop(),
                arp(14),
                ip(IPV6, 8).in("mine6").notIn("lease6").notIn("serve6").drop(),
                ip(IPV6, 8)
                        .in("serve6")
                        .notIn("lease6")
                        .transport(ICMPV6)
                        .field(NftRule.TRANSPORT, 0, 1)
                        .equal(NEIGHBOUR_ADVERTISEMENT)
                        .drop());
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

    private static NftRule opened(NftRule toUs) {
        return toUs.transport(TCP)
                .masked(NftRule.TRANSPORT, 13, SYN_OR_ACK)
                .equal(SYN)
                .field(NftRule.LINK, 6, 6)
                .notIn(RELAYS)
                .drop();
    }
}
