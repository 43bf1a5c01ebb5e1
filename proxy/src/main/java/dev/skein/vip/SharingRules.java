package dev.skein.vip;

import dev.skein.lease.Buckets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Rules for TCP flows of addresses that all nodes serve. What comes from the wire goes to the home of its bucket, as it came,
 * to that node's hardware address. There a flow that begins, or is known, is served; what is not known goes on to the bucket's
 * former home, if it has one. What another node than the holder sent on is not sent on again, so that nothing goes in circles.
 * Pure.
 */
final class SharingRules {
    /** Before the fence, which lets a node that only serves take no new flows but those that were relayed. */
    static final int PRIORITY = -5;

    static final String SHARED = "shared";
    static final String PEERS = "peers";
    static final String HOLDERS = "holders";
    static final String HOME = "home";
    static final String FORMER = "former";
    static final String BACK = "back";
    private static final String KNOWN = "known";
    private static final String FRESH = "fresh";

    /** Of sets that take turns. */
    static final int GENERATIONS = 2;

    /** Until a flow's second packet has come, and after its last. */
    private static final long BRIEF_MILLIS = 60_000;
    /** Between two packets of a flow. */
    static final long KNOWN_MILLIS = 3_600_000L;

    private static final int MOST_KNOWN = 1 << 18;
    /** The same on all nodes. */
    private static final int SEED = 0x536b6569;

    private static final int IPV4 = 0x0800;
    private static final int TCP = 6;
    private static final byte FIN = 0x01;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    /** Registers of four bytes; the first four overlap the one that {@link NftRule} compares with. */
    private static final int KEY = 8;

    private static final int HASHED = 12;
    private static final int BUCKET = 16;
    private static final int TARGET = 20;

    /** Numbers by which the nft tool prints. */
    private static final int TYPE_MARK = 19;

    private static final int TYPE_IPV4 = 7;
    private static final int TYPE_ETHERNET = 9;
    private static final int TYPE_PORT = 13;
    private static final int BITS = 6;

    private SharingRules() {}

    static void sets(NftBatch batch) {
        batch.set(SHARED, TYPE_IPV4, 4, 0).set(PEERS, TYPE_ETHERNET, 6, 0);
        batch.set(HOLDERS, TYPE_IPV4 << BITS | TYPE_ETHERNET, 12, 0);
        batch.map(HOME, TYPE_IPV4 << BITS | TYPE_MARK, 8, TYPE_ETHERNET, 6);
        batch.map(FORMER, TYPE_IPV4 << BITS | TYPE_MARK, 8, TYPE_ETHERNET, 6);
        int both = TYPE_IPV4 << BITS | TYPE_IPV4;
        batch.set(BACK, (TYPE_IPV4 << BITS | TYPE_MARK) << BITS | TYPE_ETHERNET, 16, 0);
        for (int generation = 0; generation < GENERATIONS; generation++) {
            batch.set(fresh(generation), TYPE_IPV4 << BITS | TYPE_MARK, 8, 0);
            batch.dynamicSet(known(generation), (both << BITS | TYPE_PORT) << BITS | TYPE_PORT, 16, MOST_KNOWN);
        }
    }

    /** Flows that are this node's own. */
    static String known(int generation) {
        return KNOWN + generation;
    }

    /** Buckets in which a flow that begins is known from then on. */
    static String fresh(int generation) {
        return FRESH + generation;
    }

    static List<NftRule> rules(Link link) {
        List<NftRule> rules = new ArrayList<>();
        // From the wire: to the bucket's home, whoever that is.
        rules.add(bucket(shared().field(NftRule.LINK, 6, 6).notIn(PEERS))
                .mapped(HOME, BUCKET, TARGET)
                .sendOn(link, TARGET, KEY));
        // A beginning is this node's; it has to be told from others only where there are others.
        forEachGeneration(
                (known, fresh) -> rules.add(flow(bucket(shared().begins()).in(fresh, BUCKET))
                        .remember(known, KEY, BRIEF_MILLIS)
                        .accept()));
        rules.add(shared().begins().accept());
        forEachGeneration((known, _) -> rules.add(own(last(shared()), known, BRIEF_MILLIS)));
        forEachGeneration((known, _) -> rules.add(own(shared(), known, KNOWN_MILLIS)));
        // A packet meets the holder, its bucket's home and its former home at most.
        rules.add(holder(shared().field(NftRule.LINK, 6, 6).in(PEERS))
                .notIn(HOLDERS, KEY)
                .accept());
        // Home and holder may take each other for the one that has it: then it ends at the holder.
        rules.add(bucket(shared())
                .load(NftRule.LINK, 6, 6, BUCKET + 2)
                .in(BACK, BUCKET)
                .accept());
        rules.add(bucket(shared()).mapped(FORMER, BUCKET, TARGET).sendOn(link, TARGET, KEY));
        return rules;
    }

    private static void forEachGeneration(BiConsumer<String, String> rules) {
        for (int generation = 0; generation < GENERATIONS; generation++) {
            rules.accept(known(generation), fresh(generation));
        }
    }

    private static NftRule own(NftRule rule, String known, long millis) {
        return flow(rule).in(known, KEY).remember(known, KEY, millis).accept();
    }

    /** TCP to one of the addresses. */
    private static NftRule shared() {
        return new NftRule()
                .etherType(IPV4)
                .transport(TCP)
                .field(NftRule.NETWORK, DESTINATION, 4)
                .in(SHARED);
    }

    /** Or next to last: its entry is short-lived from then on. */
    private static NftRule last(NftRule rule) {
        return rule.masked(NftRule.TRANSPORT, 13, FIN).equal(FIN);
    }

    private static NftRule flow(NftRule rule) {
        return rule.load(NftRule.NETWORK, SOURCE, 4, KEY)
                .load(NftRule.NETWORK, DESTINATION, 4, KEY + 1)
                .load(NftRule.TRANSPORT, 0, 2, KEY + 2)
                .load(NftRule.TRANSPORT, 2, 2, KEY + 3);
    }

    private static NftRule holder(NftRule rule) {
        return rule.load(NftRule.NETWORK, DESTINATION, 4, KEY).load(NftRule.LINK, 6, 6, KEY + 1);
    }

    private static NftRule bucket(NftRule rule) {
        return rule.load(NftRule.NETWORK, SOURCE, 4, HASHED)
                .load(NftRule.TRANSPORT, 0, 2, HASHED + 1)
                .load(NftRule.NETWORK, DESTINATION, 4, BUCKET)
                .hash(HASHED, 8, BUCKET + 1, Buckets.COUNT, SEED);
    }

    /** As the rules make it: address, then the bucket's number. */
    static byte[] key(VirtualAddress address, int bucket) {
        return ByteBuffer.allocate(8)
                .put(address.bytes())
                .order(ByteOrder.nativeOrder())
                .putInt(bucket)
                .array();
    }

    /** As the rules make it: address, the bucket's number, then a hardware address of eight bytes. */
    static byte[] key(VirtualAddress address, int bucket, byte[] mac) {
        return ByteBuffer.allocate(16).put(key(address, bucket)).put(mac).array();
    }

    /** As the rules make it: address, then a hardware address of eight bytes. */
    static byte[] key(VirtualAddress address, byte[] mac) {
        return ByteBuffer.allocate(12).put(address.bytes()).put(mac).array();
    }
}
