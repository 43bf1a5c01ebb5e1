package dev.skein.config;

/**
 * An address as an operator writes it: {@code 10.0.2.11:8080}, {@code [2001:db8::1]:8080}, {@code shop.internal:8080}, or
 * {@code dns+srv://_http._tcp.shop.internal}, whose ports come with the answer.
 *
 * @param host address literal without brackets, or name in lower case without a trailing dot
 * @param port 0 to 65535; 0 for {@link Kind#SRV} and, on a listener, for any free one
 * @param kind what the host is
 * @param text the address as written: the identity of a server that has no id of its own
 */
public record HostPort(String host, int port, Kind kind, String text) {
    /** How an address becomes socket addresses. */
    public enum Kind {
        /** An IPv4 or IPv6 literal. */
        LITERAL,
        /** A name to look up as A and AAAA. */
        NAME,
        /** A name to look up as SRV. */
        SRV
    }

    /**
     * Reads the address of a server.
     *
     * @throws IllegalArgumentException with value and rule
     */
    public static HostPort ofServer(String text) {
        return switch (AddressRules.SERVER.reader().apply(text)) {
            case Rule.Read.Good<HostPort> good -> good.value();
            case Rule.Read.Bad<HostPort> ignored ->
                throw new IllegalArgumentException(
                        "address: " + Rule.quoted(text) + " (expected: " + AddressRules.SERVER.expected() + ")");
        };
    }

    /** Whether the host must be looked up. */
    public boolean isName() {
        return kind != Kind.LITERAL;
    }

    @Override
    public String toString() {
        return text;
    }
}
