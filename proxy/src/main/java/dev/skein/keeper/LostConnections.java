package dev.skein.keeper;

import dev.skein.vip.Flow;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The connections of nodes that are lost. Their clients are told by whoever holds the address, so that they connect anew
 * instead of waiting. Of the heartbeat's thread.
 */
record LostConnections(Clientele clientele, Others others, Attempts attempts) {

    /** Of those addresses, what the node serves beside their holder. */
    Set<KeptAddress> sharedWith(String node, Collection<KeptAddress> addresses) {
        return addresses.stream()
                .filter(address -> Shares.is(address) && others.isReady(node, address.key()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Tells the clients of an address that is held here, each once, whose node does not serve it any more. */
    void tell(HandOverPort port, KeptAddress address) {
        List<Flow> lost = clientele.take(address.address(), node -> !serves(node, address));
        if (!lost.isEmpty()) {
            attempts.note()
                    .accept(address.address().getHostAddress() + ": " + lost.size()
                            + " connections of a node that is lost are ended");
            port.tickle(address, lost);
        }
    }

    /** Ready is also who is about to take an address: that says nothing of what it had before. */
    private boolean serves(String node, KeptAddress address) {
        return Shares.is(address) ? others.isReady(node, address.key()) : others.serves(node, address.key());
    }
}
