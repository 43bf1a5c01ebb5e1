package dev.skein.snapshot;

import dev.skein.routing.Template;
import java.util.List;

/** What becomes of a request that a route takes. */
public sealed interface Action {
    /** A server of the pool answers. */
    record ToPool(Pool pool) implements Action {}

    /**
     * A server of one of the pools answers, chosen by chance.
     *
     * @param pools those with a weight above 0
     * @param limits running sums of their weights; the last one is the sum of all
     */
    record Split(List<Pool> pools, int[] limits) implements Action {
        /** The pool for a random number of any value. */
        public Pool pool(long random) {
            long at = Long.remainderUnsigned(random, limits[limits.length - 1]);
            int i = 0;
            while (limits[i] <= at) {
                i++;
            }
            return pools.get(i);
        }
    }

    /** The client is sent elsewhere: 301, 302, 303, 307 or 308. */
    record Redirect(int status, Template to) implements Action {}

    /** The proxy answers itself. */
    record Respond(int status, String contentType, byte[] body) implements Action {}

    /** The proxy says whether it is ready. */
    record Ready() implements Action {}
}
