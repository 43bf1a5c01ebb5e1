package dev.skein.vip;

/** The two leases that the fence knows of each address. */
public enum FenceSet {
    /** Of the holder: whatever comes from the wire is answered, ARP and neighbour solicitations, too. */
    LEASE("lease"),
    /**
     * Of one that only helps: flows that are open already, and new ones that a peer relays; no ARP, no neighbour
     * discovery, no connection that a client opens here by itself.
     */
    SERVE("serve");

    private final String word;

    FenceSet(String word) {
        this.word = word;
    }

    String name(boolean ipv6) {
        return word + (ipv6 ? "6" : "4");
    }
}
