package dev.skein.control;

import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pool as pages and commands show it: configured, wished and found side by side.
 *
 * @param balance as the file calls it
 * @param panic whether too few servers serve and health is ignored
 * @param waiting requests in the queue
 * @param breaker state of the circuit breaker in words; empty when there is none
 */
public record PoolReport(
        String name, String balance, boolean panic, int waiting, String breaker, List<ServerReport> servers) {

    /** One change of health. */
    public record Step(long epochMillis, Health from, Health to, String reason) {}

    /**
     * One server.
     *
     * @param id within the pool
     * @param sinceEpochMillis when its health became what it is
     * @param reason why it did
     * @param wishLocalOnly whether most of the cluster does not know of the wish
     * @param effectivePercent share of its weight that slow start lets it have, 1 to 100
     * @param ejectedUntilEpochMillis when an ejection ends; 0 where there is none
     * @param history latest first
     * @param watched whether this node checks it
     * @param found what the nodes found themselves, by id; those that found nothing yet are left out
     */
    public record ServerReport(
            ServerKey key,
            String id,
            String address,
            String zone,
            boolean backup,
            int configuredWeight,
            int weight,
            int effectivePercent,
            int maxConnections,
            Health health,
            long sinceEpochMillis,
            String reason,
            AdminState adminState,
            Wish wish,
            boolean wishLocalOnly,
            boolean addedAtRunTime,
            boolean takesNew,
            int inFlight,
            long ejectedUntilEpochMillis,
            @Nullable ProbeNote lastProbe,
            List<Step> history,
            boolean watched,
            Map<String, Health> found) {

        /** This node's last check, while it is one of those that check the server. */
        public @Nullable ProbeNote ownCheck() {
            return watched ? lastProbe : null;
        }
    }
}
