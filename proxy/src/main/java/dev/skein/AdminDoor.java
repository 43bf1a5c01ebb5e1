package dev.skein;

import dev.skein.config.Settings;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The admin listener. */
final class AdminDoor {
    static @Nullable AdminDoor open(Running running, Settings settings) {
        return null;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(0);
    }

    String scheme() {
        return "http";
    }

    void close() {}
}
