package dev.skein.admin;

import dev.skein.config.AdminSettings.Role;

/**
 * Who sent a request.
 *
 * @param name of the user; {@code local} where there are no users
 * @param address without port
 */
record Caller(String name, Role role, String address) {
    /** As journal and page name who did something: {@code ops@192.0.2.7}. */
    String author() {
        return name + "@" + address;
    }

    boolean may(Role needed) {
        return role.compareTo(needed) >= 0;
    }
}
