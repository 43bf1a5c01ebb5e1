package dev.skein.admin;

import dev.skein.config.AdminSettings.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request.
 *
 * @param name of the user; {@code local} where there are no users
 * @param address without port
 * @param pools the only ones that may be changed, and nothing else; empty: whatever the role allows
 * @param signedIn by a session's cookie, which browsers send by themselves
 */
record Caller(String name, Role role, String address, List<String> pools, boolean signedIn) {
    /** As journal and page name who did something: {@code ops@192.0.2.7}. */
    String author() {
        return name + "@" + address;
    }

    /** @param pool null: more than one */
    boolean mayTouch(@Nullable String pool) {
        return pools.isEmpty() || (pool != null && pools.contains(pool));
    }

    boolean may(Role needed) {
        return role.compareTo(needed) >= 0;
    }
}
