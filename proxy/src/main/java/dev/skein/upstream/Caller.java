package dev.skein.upstream;

import dev.skein.model.ClientAddress;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Whom a connection to a server is for.
 *
 * @param local where the client connected to
 */
public record Caller(ClientAddress client, ClientAddress local) {
    /** Of a client's channel: where the client connected to, as the PROXY protocol says; none where it says nothing. */
    public static final AttributeKey<ClientAddress> DESTINATION = AttributeKey.valueOf(Caller.class, "destination");

    private static final ClientAddress NOWHERE = ClientAddress.of(InetAddress.ofLiteral("0.0.0.0"), 0);

    /** Over that channel. */
    public static Caller of(ClientAddress client, Channel channel) {
        ClientAddress told = channel.attr(DESTINATION).get();
        if (told != null) {
            return new Caller(client, told);
        }
        boolean known = channel.localAddress() instanceof InetSocketAddress;
        return new Caller(client, known ? local((InetSocketAddress) channel.localAddress()) : NOWHERE);
    }

    private static ClientAddress local(InetSocketAddress own) {
        return ClientAddress.of(own.getAddress(), own.getPort());
    }
}
