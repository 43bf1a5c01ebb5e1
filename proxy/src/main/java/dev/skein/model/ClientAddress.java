package dev.skein.model;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The address and port of a client, in the forms that the request path needs without a conversion: raw bytes for networks
 * and keys, text as ASCII bytes for headers and logs. Immutable; one per connection, and one more for a request whose
 * trusted peer names another client.
 */
public final class ClientAddress {
    private final byte[] raw;
    private final byte[] text;
    private final int port;

    private ClientAddress(byte[] raw, byte[] text, int port) {
        this.raw = raw;
        this.text = text;
        this.port = port;
    }

    /**
     * Makes one from a socket's address.
     *
     * @param address any IPv4 or IPv6 address; a v4-mapped IPv6 address counts as IPv4, a scope is dropped
     * @param port 0 to 65535; 0 where unknown
     */
    public static ClientAddress of(InetAddress address, int port) {
        byte[] raw = address.getAddress();
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        if (scope >= 0) {
            text = text.substring(0, scope);
        }
        return new ClientAddress(raw, text.getBytes(StandardCharsets.US_ASCII), port);
    }

    /** Four or sixteen bytes in network order; not to be changed. */
    public byte[] raw() {
        return raw;
    }

    /** The address as ASCII text, IPv6 without brackets; not to be changed. */
    public byte[] text() {
        return text;
    }

    public int port() {
        return port;
    }

    public boolean v6() {
        return raw.length == 16;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientAddress that && port == that.port && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(raw) + port;
    }

    @Override
    public String toString() {
        String address = new String(text, StandardCharsets.US_ASCII);
        return v6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
