package dev.skein.listener;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** How clients are told that their connection is not for long, and how it ends when its time is over. On its loop. */
final class Parting {
    private Parting() {}

    /** An idle one stays, since a request may be on its way. HTTP/2 can say goodbye without losing one (RFC 9113 §6.8). */
    static void retire(ClientConnection connection) {
        switch (connection) {
            case Http1Connection one -> one.requests.retired = true;
            case Http2Connection two -> two.stop();
        }
    }

    /** Nothing goes on any longer: a WebSocket is closed by a frame that says why, all else is cut off. */
    static void end(ClientConnection connection) {
        switch (connection) {
            case Http1Connection one -> WebSocketEnd.say(one.channel(), one.requests::leave);
            case Http2Connection two -> two.channel().close();
        }
    }

    /** Whether a client connected to that address; null: to any. */
    static boolean at(@Nullable InetAddress local, ClientConnection connection) {
        return local == null || local.equals(local(connection));
    }

    private static @Nullable InetAddress local(ClientConnection connection) {
        Channel channel = switch (connection) {
            case Http1Connection one -> one.channel();
            case Http2Connection two -> two.channel();
        };
        return channel.localAddress() instanceof InetSocketAddress address ? plain(address.getAddress()) : null;
    }

    /** An address of IPv4 where the socket is of IPv6 and takes both. */
    private static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
