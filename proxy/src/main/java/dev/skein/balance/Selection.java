package dev.skein.balance;

/**
 * How a pool chooses. Made by control from settings; kept as long as these don't change.
 *
 * @param balancer the algorithm
 * @param affinity how sessions are bound
 * @param rotation where round robin stands; one per pool, carried over
 * @param panicThreshold share of serving servers below which findings are mistrusted, 0 to 1; 0 for never
 * @param zone zone of this node; empty for no preference
 * @param localShare share of the own zone's weight that must serve for the zone to be preferred, 0 to 1
 */
public record Selection(
        Balancer balancer,
        Affinity affinity,
        Rotation rotation,
        double panicThreshold,
        String zone,
        double localShare) {
    /** What {@link #localShare} is when nothing is configured: an own zone may run at 1/0.7 = 1.4 times its load. */
    public static final double LOCAL_SHARE = 0.7;

    public Selection {
        require(panicThreshold >= 0 && panicThreshold <= 1, "panic-threshold", panicThreshold);
        require(localShare >= 0 && localShare <= 1, "local-share", localShare);
    }

    /** Without affinity, panic and zones. */
    public static Selection of(Balancer balancer, Rotation rotation) {
        return new Selection(balancer, Affinity.NONE, rotation, 0, "", LOCAL_SHARE);
    }

    public Selection withAffinity(Affinity other) {
        return new Selection(balancer, other, rotation, panicThreshold, zone, localShare);
    }

    public Selection withPanicThreshold(double threshold) {
        return new Selection(balancer, affinity, rotation, threshold, zone, localShare);
    }

    public Selection withZone(String nodeZone, double share) {
        return new Selection(balancer, affinity, rotation, panicThreshold, nodeZone, share);
    }

    private static void require(boolean holds, String name, double value) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1)");
        }
    }
}
