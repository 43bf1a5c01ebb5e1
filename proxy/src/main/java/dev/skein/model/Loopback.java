package dev.skein.model;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Hosts that nobody else can listen in on. */
public final class Loopback {
    private Loopback() {}

    /** Whether a URL's host is this machine whatever a name server says: {@code localhost}, or an address of the loopback. */
    public static boolean is(@Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            return host.equals("localhost") || InetAddress.ofLiteral(bare).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            // A name.
            return false;
        }
    }
}
