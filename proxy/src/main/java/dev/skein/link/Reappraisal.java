package dev.skein.link;

import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.Peer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Certificates change, end and are revoked while a connection lasts: looked at again. Confined to the link's thread. */
final class Reappraisal {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LinkCore core;
    private final @Nullable SSLSession session;
    private final Runnable renewal;
    private long generation;
    private long judgedAt;

    /**
     * @param session null: clear text, and nothing ever to say
     * @param renewal run once after each change of this node's files, at a random moment within the settings' time
     */
    Reappraisal(LinkCore core, @Nullable SSLSession session, Runnable renewal) {
        this.core = core;
        this.session = session;
        this.renewal = renewal;
        this.generation = core.trust() == null ? 0 : core.trust().generation();
        this.judgedAt = core.ticker().nanos();
    }

    /** Why the peer may not stay; null: it may. */
    @Nullable
    String objection(long now) {
        NodeTrust trust = core.trust();
        if (trust == null || session == null) {
            return null;
        }
        boolean changed = trust.generation() != generation;
        if (!changed && now - judgedAt < EVERY_NANOS) {
            return null;
        }
        judgedAt = now;
        if (trust.peer(session) instanceof Peer.Refused refused) {
            return refused.text();
        }
        if (changed) {
            generation = trust.generation();
            long spread = core.timing().renewal().toNanos();
            core.later(renewal, core.random().nextLong(spread + 1));
        }
        return null;
    }
}
