package dev.skein.balance;

import dev.skein.model.AdminState;
import dev.skein.model.Health;

/**
 * What wish and finding together mean for traffic.
 *
 * @param wish what an operator wants
 * @param serving whether the server was found to work; an unknown one counts as its pool's initial state says
 * @param leaving whether the server itself asked for no new sessions
 */
public record Standing(AdminState wish, boolean serving, boolean leaving) {
    /** Wanted, works, stays. */
    public static final Standing GOOD = new Standing(AdminState.READY, true, false);

    /** @param unknownServes whether {@link Health#UNKNOWN} takes traffic */
    public static Standing of(AdminState wish, Health health, boolean unknownServes) {
        boolean serving = health == Health.UNKNOWN ? unknownServes : health.serving();
        return new Standing(wish, serving, health == Health.LEAVING);
    }

    /** Whether an operator and the server itself would have it take new sessions, whatever was found. */
    public boolean wanted() {
        return wish == AdminState.READY && !leaving;
    }

    /** Whether it takes requests that no session binds. */
    public boolean acceptsNew() {
        return wanted() && serving;
    }

    /** Whether it takes requests of sessions bound to it: a draining or leaving server still does. */
    public boolean acceptsBound() {
        return wish != AdminState.MAINTENANCE && serving;
    }
}
