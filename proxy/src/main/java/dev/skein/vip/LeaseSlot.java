package dev.skein.vip;

import java.nio.ByteBuffer;

/**
 * The transactions that renew and end one lease of one address, written once; a renewal patches four numbers. An element
 * is added, deleted and added in one transaction: kernels before 6.12 leave the time of an element that is there as it is,
 * and none shows a gap.
 */
final class LeaseSlot {
    private static final int ROOM = 768;
    private static final long UNTIL_DELETED = 1_000;

    private final NftBatch renewal;
    private final ByteBuffer renew;
    private final ByteBuffer end;
    private final int[] times = new int[4];
    private final String set;
    private final byte[] key;
    private boolean armed;
    private long deadline;

    LeaseSlot(String table, String set, byte[] key) {
        this.set = set;
        this.key = key;
        renewal = new NftBatch(ByteBuffer.allocateDirect(ROOM), table);
        renewal.begin().element(set, key, 1);
        times[0] = renewal.timeoutAt();
        times[1] = renewal.expiresAt();
        renewal.deleteElement(set, key).element(set, key, 1);
        times[2] = renewal.timeoutAt();
        times[3] = renewal.expiresAt();
        renew = renewal.end();
        NftBatch ending = new NftBatch(ByteBuffer.allocateDirect(ROOM), table);
        end = ending.begin()
                .element(set, key, UNTIL_DELETED)
                .deleteElement(set, key)
                .end();
    }

    ByteBuffer renewal(long millis) {
        for (int at : times) {
            renewal.patch(at, millis);
        }
        return renew;
    }

    ByteBuffer ending() {
        return end;
    }

    void armed(long until) {
        armed = true;
        deadline = until;
    }

    void ended() {
        armed = false;
    }

    boolean isArmed() {
        return armed;
    }

    long deadline() {
        return deadline;
    }

    /** Into a transaction that makes the whole table anew. */
    void addTo(NftBatch whole, long millis) {
        whole.element(set, key, millis);
    }
}
