package dev.skein.heartbeat;

import java.net.InetSocketAddress;
import java.util.function.BiConsumer;

/** Says things to peers, each with what belongs to every datagram. Of the heartbeat's thread. */
final class Speech {
    private final String name;
    private final long boot;
    private final BiConsumer<InetSocketAddress, Beat> out;
    private int flags;
    private long stamp;

    /** @param boot this node's incarnation */
    Speech(String name, long boot, BiConsumer<InetSocketAddress, Beat> out) {
        this.name = name;
        this.boot = boot;
        this.out = out;
    }

    /** {@link dev.skein.lease.VoterSet#stamp} of the set that this node knows. */
    void stamp(long next) {
        stamp = next;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether this node is there, and gives up nothing. */
    boolean able() {
        return flags == 0;
    }

    /** Whether that is news. */
    boolean flag(int flag, boolean on) {
        int next = on ? flags | flag : flags & ~flag;
        boolean news = next != flags;
        flags = next;
        return news;
    }

    void say(Peer peer, Content content) {
        if (peer.boot == 0) {
            prove(peer, content);
        } else {
            say(peer, peer.boot, peer.heard(), content);
        }
    }

    /** To a start of the peer that has to prove itself. */
    void prove(Peer peer, Content content) {
        say(peer, peer.newBoot(), peer.newHeard(), content);
    }

    private void say(Peer peer, long toBoot, long heard, Content content) {
        out.accept(
                peer.address,
                new Beat(
                        name,
                        boot,
                        peer.nextSequence(),
                        toBoot,
                        heard,
                        flags,
                        stamp,
                        content.round(),
                        content.asks(),
                        content.answered(),
                        content.answers(),
                        content.table(),
                        content.standings()));
    }
}
