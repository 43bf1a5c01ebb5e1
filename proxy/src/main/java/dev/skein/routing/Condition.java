package dev.skein.routing;

import dev.skein.model.Network;
import dev.skein.model.NetworkSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Something that must hold for a request to be taken by a {@link Rule}. */
public sealed interface Condition {

    /** What is looked at, for explanations: {@code host}, {@code header accept}. */
    String subject();

    /** What is asked of it, for explanations. */
    String expectation();

    /** The request's host is one of these. */
    record Hosts(List<HostPattern> patterns) implements Condition {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Hosts {
            patterns = List.copyOf(patterns);
            notEmpty("hosts", patterns);
        }

        /** Reads each with {@link HostPattern#parse}. */
        public static Hosts parse(List<String> texts) {
            return new Hosts(texts.stream().map(HostPattern::parse).toList());
        }

        @Override
        public String subject() {
            return "host";
        }

        @Override
        public String expectation() {
            return oneOf(patterns);
        }
    }

    /** The request's path after normalisation. */
    record Path(PathPattern pattern) implements Condition {
        @Override
        public String subject() {
            return "path";
        }

        @Override
        public String expectation() {
            return pattern.toString();
        }
    }

    /**
     * The request's method is one of these.
     *
     * @param names case-sensitive, as methods are (RFC 9110 §9.1)
     */
    record Methods(List<String> names) implements Condition {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Methods {
            names = List.copyOf(names);
            notEmpty("methods", names);
        }

        @Override
        public String subject() {
            return "method";
        }

        @Override
        public String expectation() {
            return oneOf(names);
        }
    }

    /**
     * One of the field lines with this name has such a value; or there is none, for {@link ValuePattern.Absent}. Each line
     * is looked at by itself, without white space around it, and a list in one line is not taken apart.
     *
     * @param name matched without regard to case
     */
    record Header(String name, ValuePattern value) implements Condition {
        public Header {
            name = name.toLowerCase(Locale.ROOT);
        }

        @Override
        public String subject() {
            return "header " + name;
        }

        @Override
        public String expectation() {
            return value.toString();
        }
    }

    /**
     * One of the query's parameters with this name has such a value. Parameters are parted by {@code &}, name and value by
     * the first {@code =}; without one the value is empty. Names and values are compared after decoding: {@code +} is a
     * space, {@code %41} is {@code A}, a percent sign without two digits behind it is itself (the WHATWG's
     * {@code application/x-www-form-urlencoded}). The server gets the query as it came.
     *
     * @param name decoded, case-sensitive; compared as UTF-8
     */
    record Query(String name, ValuePattern value) implements Condition {
        @Override
        public String subject() {
            return "query " + name;
        }

        @Override
        public String expectation() {
            return value.toString();
        }
    }

    /**
     * One of the request's cookies with this name has such a value, compared as sent: quotes are part of it (RFC 6265
     * §4.1.1).
     *
     * @param name case-sensitive
     */
    record Cookie(String name, ValuePattern value) implements Condition {
        @Override
        public String subject() {
            return "cookie " + name;
        }

        @Override
        public String expectation() {
            return value.toString();
        }
    }

    /**
     * The client's connection is encrypted, or is not: by us, or by whoever a trusted proxy says.
     *
     * @param secure whether {@code https} is asked for, and not {@code http}
     */
    record Scheme(boolean secure) implements Condition {
        @Override
        public String subject() {
            return "scheme";
        }

        @Override
        public String expectation() {
            return name(secure);
        }

        static String name(boolean secure) {
            return secure ? "https" : "http";
        }
    }

    /** The client (whom a trusted proxy named, if one did) lies in one of the networks. */
    record Clients(NetworkSet networks) implements Condition {
        @Override
        public String subject() {
            return "client";
        }

        @Override
        public String expectation() {
            return networks.networks().stream().map(Network::toString).collect(Collectors.joining(", ", "in ", ""));
        }
    }

    private static void notEmpty(String name, List<?> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(name + ": none (expected: at least one)");
        }
    }

    private static String oneOf(List<?> list) {
        return list.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
