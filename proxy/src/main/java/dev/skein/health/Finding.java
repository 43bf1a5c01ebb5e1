package dev.skein.health;

import dev.skein.model.Health;
import org.jspecify.annotations.Nullable;

/**
 * What one node found about one server.
 *
 * @param node its id
 * @param probed what its checks found, never {@link Health#EJECTED}; null: it does not check the server, or knows nothing yet
 * @param ejected whether its traffic got the server ejected, from it
 * @param reason of the state that the two make, in words
 * @param ejectedUntilEpochMillis when the ejection ends, by that node's clock; 0 where there is none
 */
public record Finding(
        String node, @Nullable Health probed, boolean ejected, String reason, long ejectedUntilEpochMillis) {

    /**
     * What a node's own state says to others.
     *
     * @param looked whether its own checks had a part in it
     */
    public static Finding of(String node, ServerHealth own, boolean looked) {
        boolean known = looked && own.probed() != Health.UNKNOWN && !own.paused();
        boolean ejected = own.ejection().active();
        long until = ejected ? own.ejection().until().epochMillis() : 0;
        return new Finding(node, known ? own.probed() : null, ejected, own.reason(), until);
    }

    /** Whether there is anything to tell. */
    public boolean says() {
        return probed != null || ejected;
    }

    /** Whether both would move others alike: words apart. */
    public boolean agrees(Finding other) {
        return probed == other.probed
                && ejected == other.ejected
                && ejectedUntilEpochMillis == other.ejectedUntilEpochMillis;
    }

    /** Whether its checks took the server out. */
    boolean down() {
        return probed != null && !probed.serving();
    }

    /** Whether it would send requests there. */
    boolean serving() {
        return probed != null && probed.serving() && !ejected;
    }
}
