package dev.skein.vip;

import dev.skein.model.Ticker;
import dev.skein.vip.Fence.Mechanism;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fence this machine can have.
 *
 * @param mechanism the best that works; null if none does
 * @param why what was refused on the way to it; empty if nothing was
 */
public record FenceSupport(@Nullable Mechanism mechanism, String why) {
    /** Of networks for documents (RFC 5737, RFC 3849): nobody has them. */
    static final List<VirtualAddress> NOBODYS =
            List.of(VirtualAddress.parse("192.0.2.1/32", "lo"), VirtualAddress.parse("2001:db8::1/128", "lo"));

    private static final long SECOND = 1_000_000_000;

    /**
     * Tries it: makes a table of its own on the loopback interface, with a lease for an address that nobody has, and removes
     * it. Any thread.
     */
    public static FenceSupport probe(Ticker ticker) {
        StringBuilder why = new StringBuilder();
        for (Mechanism mechanism : Mechanism.values()) {
            try {
                attempt(ticker, mechanism);
                return new FenceSupport(mechanism, why.toString());
            } catch (KernelException e) {
                why.append(why.isEmpty() ? "" : "; ")
                        .append(mechanism)
                        .append(": ")
                        .append(e.getMessage());
            }
        }
        return new FenceSupport(null, why.toString());
    }

    private static void attempt(Ticker ticker, Mechanism mechanism) throws KernelException {
        String table = "skein_probe_" + ProcessHandle.current().pid();
        try (AddressBook book = AddressBook.open()) {
            book.links().putAll(book.lookUpLinks());
            try (Fence fence = new Fence(ticker, table, mechanism, book)) {
                try {
                    fence.guard(NOBODYS, Set.of());
                    for (VirtualAddress each : NOBODYS) {
                        fence.arm(each, FenceSet.LEASE, ticker.nanos() + SECOND);
                    }
                } finally {
                    fence.dismantle();
                }
            }
        }
    }
}
