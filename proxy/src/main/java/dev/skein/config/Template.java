package dev.skein.config;

import java.util.List;

/**
 * Text with variables, as {@code https://%{request.host}%{request.uri}}. A percent sign that begins no variable is itself;
 * two of them before a
 * brace are one, and the brace.
 *
 * @param text as written
 * @param parts in order; adjacent literals are one
 */
public record Template(String text, List<Part> parts) {
    /** A piece of a template. */
    public sealed interface Part {
        record Literal(String text) implements Part {}

        /**
         * A value of the exchange.
         *
         * @param argument name of the header, cookie, parameter or group; empty for all other variables
         */
        record Variable(Template.Variable variable, String argument) implements Part {}
    }

    /** What a template may name. A value that an exchange does not have is the empty string. */
    public enum Variable {
        CLIENT_ADDRESS("client.address"),
        CLIENT_PORT("client.port"),
        REQUEST_ID("request.id"),
        REQUEST_METHOD("request.method"),
        REQUEST_SCHEME("request.scheme"),
        REQUEST_HOST("request.host"),
        /** The host with the port that the client named. */
        REQUEST_AUTHORITY("request.authority"),
        /** The path and, where there is one, the query with its question mark. */
        REQUEST_URI("request.uri"),
        REQUEST_PATH("request.path"),
        REQUEST_QUERY("request.query"),
        REQUEST_PROTOCOL("request.protocol"),
        /** {@code header.NAME} of the request. */
        HEADER("header."),
        COOKIE("cookie."),
        QUERY("query."),
        /** {@code match.1} or {@code match.name}: a group of the route's path-regex. */
        MATCH("match."),
        TLS_VERSION("tls.version"),
        TLS_CIPHER("tls.cipher"),
        TLS_SERVER_NAME("tls.server-name"),
        /** {@code true} or {@code false}; in the access log only. */
        TLS("tls"),
        /** Distinguished name of the client's certificate. */
        TLS_CLIENT_SUBJECT("tls.client-subject"),
        /** Alternative names in it. */
        TLS_CLIENT_NAMES("tls.client-names"),
        LISTENER("listener"),
        ROUTE("route"),
        POOL("pool"),
        SERVER("server"),
        NODE_ID("node.id"),
        RESPONSE_STATUS("response.status"),
        BYTES_IN("bytes.in"),
        BYTES_OUT("bytes.out"),
        ATTEMPTS("attempts"),
        /** Whether the connection to the server had been used before. */
        REUSED("reused"),
        /** The two-letter end code. */
        END("end"),
        /** The failure in words. */
        REASON("reason"),
        TIME_ISO("time.iso"),
        TIME_COMBINED("time.combined"),
        TIME_EPOCH_MILLIS("time.epoch-millis"),
        TIME_QUEUE("time.queue"),
        TIME_CONNECT("time.connect"),
        TIME_FIRST_BYTE("time.first-byte"),
        TIME_TOTAL("time.total");

        private final String text;

        Variable(String text) {
            this.text = text;
        }

        /** Whether a name follows: {@code header.NAME}. */
        public boolean named() {
            return text.endsWith(".");
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether the text is the same for every exchange. */
    public boolean constant() {
        return parts.stream().allMatch(Part.Literal.class::isInstance);
    }

    @Override
    public String toString() {
        return text;
    }
}
