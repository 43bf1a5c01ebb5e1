package dev.skein.config;

/**
 * An address as an operator writes it: {@code 10.0.2.11:8080}, {@code [2001:db8::1]:8080}, {@code shop.internal:8080},
 * {@code dns+srv://_http._tcp.shop.internal}, whose ports come with the answer, or {@code unix:/run/shop.sock}.
 *
 * @param host address literal without brackets, name in lower case without a trailing dot, or path
 * @param port 0 to 65535; 0 for {@link Kind#SRV}, {@link Kind#UNIX} and, on a listener, for any free one
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
        SRV,
        /** The path of a socket on this machine. */
        UNIX
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
        return kind == Kind.NAME || kind == Kind.SRV;
    }

    /** Whether it is a socket that only this machine has. */
    public boolean isUnix() {
        return kind == Kind.UNIX;
    }

    /** What stands for it in a message's Host, and in certificates. */
    public String name() {
        return isUnix() ? "localhost" : host;
    }

    @Override
    public String toString() {
        return text;
    }
}
