package dev.skein.keeper;

import dev.skein.vip.Flow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the keeper has the kernel do so that an address moves without a lost connection. Hardware addresses are in the lower
 * 48 bits. On the heartbeat's thread, but for {@link #connections}.
 */
interface HandOverPort {

    /** The hardware address under which others reach it on its interface; 0: none. */
    long mac(KeptAddress address);

    /** The other nodes' hardware addresses: new connections that come from there were relayed. */
    void peers(Set<Long> macs) throws IOException;

    /** It is held here, and about to be handed over: what takes time is done before. */
    void offer(KeptAddress address) throws IOException;

    /**
     * It will be held here soon: from now until then connections that its holder relays are taken, and packets of those that
     * began elsewhere go back to the holder. Answers nobody who asks where the address is.
     */
    void expect(KeptAddress address, long holderMac, long until) throws IOException;

    /**
     * It is held elsewhere from now on: connections that are open here are served until then, new ones go to the successor.
     * Answers nobody who asks where the address is.
     */
    void retire(KeptAddress address, long successorMac, long until) throws IOException;

    /**
     * How the flows of an address that all nodes serve are divided. 0: this node, or none.
     *
     * @param homes by bucket, where new flows go
     * @param formers by bucket, where those go that a holder sends and that are not known here
     * @param holders of the lease, now and before, where these are other nodes
     * @param held whether this node has the lease: then nothing goes back to where it came from
     */
    record Division(List<Long> homes, List<Long> formers, List<Long> holders, boolean held) {}

    /**
     * From now on the flows of these addresses are divided so, and of no others.
     *
     * @param elsewhere connections that other nodes have, also where this machine has one between the same ends
     */
    void divide(Map<KeptAddress, Division> all, Map<KeptAddress, Set<Flow>> elsewhere) throws IOException;

    /** Ends this machine's connections that the last division counted as others'; how many there were. */
    int endSuperseded() throws IOException;

    /** It is held by another from now on, and served here until then. Answers nobody who asks where the address is. */
    void stepBack(KeptAddress address, long until) throws IOException;

    /** What {@link #expect} or {@link #retire} began lasts until then. */
    void serve(KeptAddress address, long until) throws IOException;

    /** New connections that still come here go there from now on; 0: they stay. */
    void divert(KeptAddress address, long nextMac) throws IOException;

    /** Packets of connections that did not begin here go there from now on; 0: they stay. */
    void relay(KeptAddress address, long formerMac) throws IOException;

    /** It is held here: clients whose connections these were learn that they are gone. */
    void tickle(KeptAddress address, List<Flow> flows);

    /**
     * This machine's connections of an address. By one thread that may wait.
     *
     * @param unfinished whether those count, too, that are only being closed or opened
     */
    List<Flow> connections(KeptAddress address, boolean unfinished) throws IOException;
}
