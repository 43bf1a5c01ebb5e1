package dev.skein.listener;

import dev.skein.http2.ErrorCode;
import dev.skein.http3.Http3Error;
import dev.skein.model.Failure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How clients are told that their connection is not for long, and how it ends when its time is over. On its loop. */
final class Parting {
    private Parting() {}

    /** An idle one stays, since a request may be on its way. HTTP/2 and 3 can say goodbye without losing one (RFC 9113 §6.8, RFC 9114 §5.2). */
    static void retire(ClientConnection connection) {
        switch (connection) {
            case Http1Connection one -> one.requests.retired = true;
            case Http2Connection two -> two.stop();
            case Http3Connection three -> three.stop();
            case TcpConnection other -> other.stop();
        }
    }

    /** Nothing goes on any longer: a WebSocket is closed by a frame that says why, all else is cut off. */
    static void end(ClientConnection connection) {
        switch (connection) {
            case Http1Connection one -> WebSocketEnd.say(one.channel(), one.requests::leave);
            case Http2Connection two -> leave(two);
            case Http3Connection three -> three.end(Http3Error.NO_ERROR);
            case TcpConnection other -> other.end();
        }
    }

    private static void leave(Http2Connection two) {
        if (two.streams.farewell()) {
            var unused = two.loop.eventLoop().schedule(() -> cut(two), WebSocketEnd.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } else {
            cut(two);
        }
    }

    private static void cut(Http2Connection two) {
        two.streams.endAll(Failure.STOPPING);
        two.fatal(ErrorCode.NO_ERROR);
        // Not closed at once: what the client still sends would make the kernel take back what we said.
        two.loop.eventLoop().execute(() -> {
            two.channel().flush();
            Closing.lingering(two.channel(), () -> {});
        });
    }

    /** Whether a client connected to that address; null: to any. */
    static boolean at(@Nullable InetAddress local, ClientConnection connection) {
        return local == null || local.equals(local(connection));
    }

    private static @Nullable InetAddress local(ClientConnection connection) {
        SocketAddress local = switch (connection) {
            case Http1Connection one -> one.channel().localAddress();
            case Http2Connection two -> two.channel().localAddress();
            case Http3Connection three -> three.channel.localSocketAddress();
            case TcpConnection other -> other.channel().localAddress();
        };
        return local instanceof InetSocketAddress address ? plain(address.getAddress()) : null;
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
