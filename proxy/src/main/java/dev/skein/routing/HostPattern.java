package dev.skein.routing;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;

/** Which hosts a rule takes; the port that a client names plays no part. */
public sealed interface HostPattern {
    /** Every host, and requests without one. */
    record Any() implements HostPattern {
        @Override
        public String toString() {
            return "*";
        }
    }

    /**
     * This host only.
     *
     * @param name lower case, without trailing dot; an IPv6 literal in brackets
     */
    record Exact(String name) implements HostPattern {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Hosts below a domain, by one label or more: {@code *.example.com} takes {@code a.example.com} and
     * {@code b.a.example.com}, not {@code example.com}.
     *
     * @param suffix lower case, beginning with the dot
     */
    record Wildcard(String suffix) implements HostPattern {
        @Override
        public String toString() {
            return "*" + suffix;
        }
    }

    /**
     * Reads {@code example.com}, {@code *.example.com}, {@code *}, {@code 192.0.2.1} or {@code [2001:db8::1]}. Case and a
     * trailing dot make no difference; names beyond ASCII become the {@code xn--} form that clients send. An IPv6 literal
     * is compared as text, so write it as clients do, shortened.
     *
     * @throws IllegalArgumentException with value and rule if the text is none of these
     */
    static HostPattern parse(String text) {
        if (text.equals("*")) {
            return new Any();
        }
        if (text.startsWith("[")) {
            return new Exact(literal(text));
        }
        boolean wildcard = text.startsWith("*.");
        String name = name(text, wildcard ? text.substring(2) : text);
        return wildcard ? new Wildcard("." + name) : new Exact(name);
    }

    /** How much a host says: more labels are more, a whole name is most. Higher is more specific. */
    default int specificity() {
        return switch (this) {
            case Exact _ -> Integer.MAX_VALUE;
            case Wildcard wildcard ->
                (int) wildcard.suffix().chars().filter(c -> c == '.').count();
            case Any _ -> 0;
        };
    }

    private static String literal(String text) {
        String address = text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
        if (address.indexOf(':') < 0 || address.indexOf('%') >= 0) {
            throw malformed(text);
        }
        try {
            InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String name(String text, String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        String ascii;
        try {
            ascii = IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
        if (ascii.isEmpty() || ascii.length() > 253 || ascii.startsWith(".") || ascii.contains("..")) {
            throw malformed(text);
        }
        if (!ascii.chars().allMatch(HostPattern::nameChar)) {
            throw malformed(text);
        }
        return ascii;
    }

    private static boolean nameChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "host: " + text + " (expected: a name without port, *.example.com, *, or an IPv6 address in brackets)");
    }
}
