package dev.skein.heartbeat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where this node and its peers stand with virtual addresses. Of the heartbeat's thread. */
final class Standings {
    private final HeartbeatListener listener;
    private final Map<String, Told> peers = new HashMap<>();
    private List<Standing> own = List.of();

    /** What one start of a peer told last, and in which datagram. */
    private static final class Told {
        final long boot;
        final Map<Long, Standing> all = new HashMap<>();
        long sequence;

        Told(long boot) {
            this.boot = boot;
        }
    }

    Standings(HeartbeatListener listener) {
        this.listener = listener;
    }

    /** Whether that is news, for the others to hear at once. */
    boolean own(List<Standing> next) {
        boolean changed = !next.equals(own);
        own = List.copyOf(next);
        return changed;
    }

    List<Standing> own() {
        return own;
    }

    /** All that this node knows of an address is told with every heartbeat, in one datagram or several: later ones count. */
    void heard(Beat beat) {
        if (beat.standings().isEmpty()) {
            return;
        }
        Told told = peers.get(beat.node());
        if (told == null || told.boot != beat.boot()) {
            told = new Told(beat.boot());
            peers.put(beat.node(), told);
        }
        if (beat.sequence() < told.sequence) {
            return;
        }
        told.sequence = beat.sequence();
        for (Standing standing : beat.standings()) {
            if (!standing.equals(told.all.put(standing.resource(), standing))) {
                listener.stands(beat.node(), beat.boot(), standing);
            }
        }
    }
}
