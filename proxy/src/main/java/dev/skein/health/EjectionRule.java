package dev.skein.health;

import dev.skein.model.Health;
import java.util.Collection;

/** Whether a pool can spare one more server. Pure; called by the control thread before it ejects. */
public final class EjectionRule {
    private EjectionRule() {}

    /**
     * Whether one more of the pool's serving servers may be ejected: the ejected ones then are at most the policy's share
     * (but one is always allowed), and at least one other server takes new sessions.
     *
     * @param all states of all servers of the pool, the candidate included
     */
    public static boolean mayEject(OutlierPolicy policy, Collection<Health> all) {
        if (!policy.enabled()) {
            return false;
        }
        int ejected = 0;
        int taking = 0;
        for (Health health : all) {
            if (health == Health.EJECTED) {
                ejected++;
            } else if (health.serving() && health != Health.LEAVING) {
                taking++;
            }
        }
        // The tiny addition keeps 0.3 × 10 at 3, which binary fractions would make 2.999….
        int allowed = Math.max(1, (int) (policy.maxShare() * all.size() + 1e-9));
        return ejected < allowed && taking > 1;
    }
}
