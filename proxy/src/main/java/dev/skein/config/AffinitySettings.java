package dev.skein.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a client with its server.
 *
 * @param name of the cookie or header; empty where the mode needs none
 * @param domain null: the host alone
 * @param maxAge of the cookie; zero: the browser's session
 * @param secret signs the cookie; null: one made at the first start and kept in the data directory
 */
public record AffinitySettings(
        Mode mode,
        String name,
        SameSite sameSite,
        boolean httpOnly,
        Secure secure,
        String path,
        @Nullable String domain,
        Duration maxAge,
        @Nullable Secret secret) {

    /** What names the server or the session. */
    public enum Mode {
        NONE,
        /** A cookie that we set: signed, and opaque about the server. */
        COOKIE,
        /** A cookie of the application, hashed. */
        APP_COOKIE,
        /** A header, hashed. */
        HEADER,
        /** The client's address, hashed. */
        CLIENT_ADDRESS
    }

    /** The cookie's attribute of that name. */
    public enum SameSite {
        LAX,
        STRICT,
        NONE
    }

    /** When the cookie is marked {@code Secure}. */
    public enum Secure {
        /** On connections with TLS. */
        AUTO,
        ALWAYS,
        NEVER
    }
}
