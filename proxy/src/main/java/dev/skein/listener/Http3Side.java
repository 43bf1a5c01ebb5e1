package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.TlsSettings;
import dev.skein.http3.QuicSecrets;
import dev.skein.model.Ascii;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One listener's HTTP/3: its sockets, and what is told of them over TCP. Sockets that were opened once stay as long as the
 * listener does; without HTTP/3 in the settings they take no new connections. One thread at a time, but for the close.
 */
final class Http3Side {
    private final Door door;
    private @Nullable QuicSockets sockets;
    private boolean leaving;
    private int port;

    Http3Side(Door door) {
        this.door = door;
    }

    /**
     * Opens the sockets that the settings need and that are not open yet.
     *
     * @param bound where the listener is bound for TCP
     * @throws IllegalArgumentException saying what can't be bound and why
     */
    void align(ListenerSettings next, InetSocketAddress bound, TicketKeys keys) {
        TlsSettings tls = next.tls();
        if (tls != null && tls.http3() && next.tcp() == null && sockets == null) {
            port = bound.getPort();
            sockets = QuicSockets.open(door, next, bound, keys.quic());
            advertise(next);
        }
    }

    /** Tells clients where to find it, or no longer. */
    void advertise(ListenerSettings now) {
        TlsSettings tls = now.tls();
        int named = now.http3().advertised();
        boolean on = sockets != null && !leaving && tls != null && tls.http3() && named >= 0;
        door.advertisement.say(
                on
                        ? Ascii.bytes("Alt-Svc: h3=\":" + (named == 0 ? port : named) + "\"; ma="
                                + now.http3().advertisedFor().toSeconds() + "\r\n")
                        : null);
    }

    void tickets(TicketKeys keys) {
        QuicSockets open = sockets;
        if (open != null) {
            QuicSecrets secrets = keys.quic();
            open.secrets(secrets);
        }
    }

    void follow() {
        QuicSockets open = sockets;
        if (open != null) {
            open.follow();
        }
    }

    /** Nobody is to come here from now on. */
    void retire() {
        leaving = true;
        door.advertisement.say(null);
    }

    /** Takes no new connections; the sockets are given back when the last one is over. */
    void close() {
        retire();
        QuicSockets open = sockets;
        if (open != null) {
            open.close();
            door.onceEmpty(open::closeAll);
        }
    }
}
