package dev.skein.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the servers of a pool are checked.
 *
 * @param method upper case
 * @param path and query of HTTP checks
 * @param port 0: the server's own
 * @param host value of {@code Host} (or {@code :authority}); null: the server's address
 * @param grpcService of {@code grpc.health.v1.Health/Check}; empty: the server as a whole
 * @param tls whether a check that asks a role speaks TLS; null: as the pool does with its servers
 * @param role that a server must have, of checks that ask for one; others count as down
 * @param login as whom checks of databases ask
 * @param interval between two checks of a server that is up
 * @param downInterval of one that is down
 * @param fastInterval of one whose state is about to change
 * @param jitter share of an interval by which each one varies, 0 to 1
 * @param timeout of a check; below every interval
 * @param rise passed checks that bring a server up
 * @param fall failed checks that take it down
 * @param leaveOn404 a check answered with 404 drains the server
 * @param leaveHeader a check's answer with this field, value {@code drain}, drains the server; null: none does
 */
public record HealthSettings(
        Place place,
        Type type,
        String method,
        String path,
        int port,
        @Nullable String host,
        List<Header> headers,
        Expect expect,
        String grpcService,
        @Nullable Boolean tls,
        Role role,
        Login login,
        Duration interval,
        Duration downInterval,
        Duration fastInterval,
        double jitter,
        Duration timeout,
        int rise,
        int fall,
        Initial initial,
        boolean leaveOn404,
        @Nullable String leaveHeader) {

    /** What a check speaks. */
    public enum Type {
        /** No checks: servers count as up until traffic fails on them. */
        OFF,
        TCP,
        HTTP,
        HTTPS,
        GRPC,
        /** ROLE of Redis, Valkey and their like. */
        REDIS,
        /** pg_is_in_recovery() of PostgreSQL. */
        POSTGRESQL,
        /** read_only of MySQL and MariaDB. */
        MYSQL;

        /** Whether it can tell a primary from a replica. */
        public boolean asksRole() {
            return this == REDIS || this == POSTGRESQL || this == MYSQL;
        }
    }

    /** What a server is to the others that hold the same data. */
    public enum Role {
        /** Whatever it is. */
        ANY,
        /** Takes writes. */
        PRIMARY,
        /** Follows a primary. */
        REPLICA
    }

    /**
     * As whom a database is asked.
     *
     * @param user empty: none is named
     * @param password null, as the file: none
     * @param passwordFile whose first line is the password; read at each check, so that it can be renewed
     * @param database of PostgreSQL and MySQL; empty: that named as the user, or none
     */
    public record Login(
            String user,
            @Nullable Secret password,
            @Nullable Path passwordFile,
            String database) {
        /** Nobody. */
        public static final Login NONE = new Login("", null, null, "");
    }

    /** What a server is before its first check ended. */
    public enum Initial {
        /** Takes traffic at once. */
        UP,
        /** Takes none until {@code rise} checks passed. */
        DOWN,
        /** Takes none until the first check, which decides alone. */
        FIRST_CHECK
    }

    /** A field of the check. */
    public record Header(String name, String value) {}

    /**
     * What a good answer is. At most one of the two about the body is given.
     *
     * @param status at least one
     * @param body text within the first 256 KiB of the body
     * @param bodyRegex expression found within them; compiles
     */
    public record Expect(
            List<StatusRange> status,
            @Nullable String body,
            @Nullable String bodyRegex) {}
}
