package dev.skein.revision;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches a revision that one node tries: its share of failed requests and its p99 against those of all other nodes
 * together. A few looks in a row must be bad, so that a hiccup does not end a trial. For one thread.
 */
public final class CanaryWatch {
    /** Looks in a row, a second apart. */
    static final int BAD_LOOKS = 3;
    /** Requests a second, in sum over the last ten seconds at least ten, below which a look says nothing. */
    static final double LEAST_PER_SECOND = 1;

    private static final double MORE_FAILED = 0.01;
    private static final double TIMES_FAILED = 2;
    private static final double TIMES_SLOWER = 1.5;
    private static final double SLOWER_MILLIS = 20;

    /** What nodes tell is of ten seconds, looked at every five: until then it tells of before the trial, too. */
    private static final long TAINTED_MILLIS = 15_000;

    private static final long FIRST_MILLIS = 2_000;

    private int errors;
    private int slow;
    private boolean seen;
    private boolean tainted;

    /**
     * How nodes are doing, over the last ten seconds.
     *
     * @param p99Millis 0 where nothing was measured
     */
    public record Figures(double perSecond, double failedPerSecond, double p99Millis) {
        double share() {
            return perSecond <= 0 ? 0 : failedPerSecond / perSecond;
        }
    }

    /**
     * One look; a node that did badly before the trial is not blamed for that.
     *
     * @param sinceMillis the beginning of the trial
     * @return the reason why the trial must end, or null
     */
    public @Nullable String look(Figures canary, Figures peers, long sinceMillis) {
        if (canary.perSecond < LEAST_PER_SECOND) {
            return null;
        }
        seen = true;
        String reason = compare(canary, peers);
        tainted |= sinceMillis < FIRST_MILLIS && errors + slow > 0;
        return tainted && sinceMillis < TAINTED_MILLIS ? null : reason;
    }

    private @Nullable String compare(Figures canary, Figures peers) {
        double most = Math.max(peers.share() * TIMES_FAILED, peers.share() + MORE_FAILED);
        errors = canary.share() > most ? errors + 1 : 0;
        boolean comparable = peers.perSecond >= LEAST_PER_SECOND && peers.p99Millis > 0;
        double slowest = Math.max(peers.p99Millis * TIMES_SLOWER, peers.p99Millis + SLOWER_MILLIS);
        slow = comparable && canary.p99Millis > slowest ? slow + 1 : 0;
        if (errors >= BAD_LOOKS) {
            return String.format(
                    Locale.ROOT,
                    "%.1f %% of its requests failed, of the other nodes' %.1f %%",
                    100 * canary.share(),
                    100 * peers.share());
        }
        return slow >= BAD_LOOKS
                ? String.format(
                        Locale.ROOT, "its p99 was %.0f ms, the other nodes' %.0f ms", canary.p99Millis, peers.p99Millis)
                : null;
    }

    /** Whether there was anything to judge by. */
    public boolean seen() {
        return seen;
    }

    /** At the end of the time: the reason why nothing may be concluded, or null if it went well. */
    public @Nullable String end() {
        return seen ? null : "it had too few requests to judge by (expected: 1 a second)";
    }
}
