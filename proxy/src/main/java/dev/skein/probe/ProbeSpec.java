package dev.skein.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a check sends, and what it takes for a good answer. */
public sealed interface ProbeSpec {

    /** The port takes a connection (and shakes hands, with TLS); nothing is sent. */
    record Tcp() implements ProbeSpec {}

    /**
     * A request.
     *
     * @param http2 HTTP/2 instead of HTTP/1.1: by ALPN with TLS, with prior knowledge without
     * @param path and query
     * @param host value of {@code Host} or {@code :authority}; null: address and port of the target
     */
    record Http(
            boolean http2,
            String method,
            String path,
            @Nullable String host,
            List<Field> headers,
            Expect expect,
            Leave leave)
            implements ProbeSpec {

        /** {@code GET path}, any status from 200 to 399, 404 is a failure. */
        public static Http get(String path) {
            return new Http(false, "GET", path, null, List.of(), Expect.DEFAULT, Leave.DEFAULT);
        }
    }

    /**
     * {@code grpc.health.v1.Health/Check} over HTTP/2 (github.com/grpc/grpc/blob/master/doc/health-checking.md).
     *
     * @param service asked about; empty: the server as a whole
     * @param host value of {@code :authority}; null: address and port of the target
     */
    record Grpc(String service, @Nullable String host) implements ProbeSpec {}

    /**
     * A server of a database says what it is to the others that hold the same data.
     *
     * @param role that it must have; null: any will do
     * @param login as whom it is asked
     */
    record Role(Database database, @Nullable ServerRole role, Login login) implements ProbeSpec {}

    /** What is asked of databases, and how. */
    enum Database {
        /** {@code ROLE}, in RESP. */
        REDIS,
        /** {@code pg_is_in_recovery()}, in version 3 of PostgreSQL's protocol. */
        POSTGRESQL,
        /** {@code @@global.read_only}, in version 10 of MySQL's protocol. */
        MYSQL
    }

    /** What a server is to the others that hold the same data. */
    enum ServerRole {
        /** Takes writes. */
        PRIMARY,
        /** Follows a primary. */
        REPLICA;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * As whom a database is asked.
     *
     * @param user empty: none is named
     * @param password null, as the file: none
     * @param passwordFile whose first line is the password; read at each check
     * @param database empty: none is named
     */
    record Login(
            String user,
            @Nullable String password,
            @Nullable Path passwordFile,
            String database) {
        /** Nobody. */
        public static final Login NONE = new Login("", null, null, "");

        @Override
        public String toString() {
            return "login of " + user;
        }
    }

    /** A field of the request. */
    record Field(String name, String value) {}

    /**
     * A good answer.
     *
     * @param statuses at least one range
     * @param body null: any
     */
    record Expect(List<Statuses> statuses, @Nullable Body body) {
        public static final Expect DEFAULT = new Expect(List.of(new Statuses(200, 399)), null);

        boolean status(int status) {
            return statuses.stream().anyMatch(range -> status >= range.from() && status <= range.to());
        }

        String statusText() {
            return String.join(", ", statuses.stream().map(Statuses::toString).toList());
        }
    }

    /** Statuses, both ends included. */
    record Statuses(int from, int to) {
        @Override
        public String toString() {
            return from == to ? Integer.toString(from) : from + "-" + to;
        }
    }

    /** What the first {@value Body#LIMIT} bytes of a body must hold, as UTF-8. */
    sealed interface Body {
        int LIMIT = 256 * 1024;

        /** Whether this text will do. May take long: not for an event loop. */
        boolean in(String text);

        /** A text somewhere in it, letter by letter. */
        record Contains(String text) implements Body {
            @Override
            public boolean in(String body) {
                return body.contains(text);
            }

            @Override
            public String toString() {
                return "'" + text + "'";
            }
        }

        /** A regular expression found somewhere in it; compiles. */
        record Matches(String expression) implements Body {
            @Override
            public boolean in(String body) {
                return Pattern.compile(expression).matcher(body).find();
            }

            @Override
            public String toString() {
                return "/" + expression + "/";
            }
        }
    }

    /**
     * How a server asks for no new sessions.
     *
     * @param on404 by answering 404, which is HAProxy's {@code http-check disable-on-404}
     * @param header by a field of this name with the value {@code true}, {@code drain}, {@code yes} or {@code 1}, whatever
     *     the status; null: no field does
     */
    record Leave(boolean on404, @Nullable String header) {
        public static final Leave DEFAULT = new Leave(false, "X-Skein-Drain");
    }
}
