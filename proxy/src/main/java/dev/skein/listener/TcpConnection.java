package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.TcpListening;
import dev.skein.proxying.TcpRelay;
import dev.skein.proxying.TcpView;
import dev.skein.upstream.Caller;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client's connection that is passed on as it is: counted here, and carried by a {@link TcpRelay}. Confined to its loop. */
final class TcpConnection extends ChannelInboundHandlerAdapter implements ClientConnection {
    private final Beginning beginning;
    private final TcpListening listening;
    private final ClientAddress client;
    private final @Nullable String serverName;
    private final @Nullable TlsFacts tls;
    private @Nullable Channel channel;
    private @Nullable TcpRelay relay;

    /**
     * Of an accepted channel.
     *
     * @param client who speaks
     * @param serverName that its TLS asks for; null: none is known
     * @param tls that ended here; null: none did
     */
    TcpConnection(
            Beginning beginning,
            TcpListening listening,
            ClientAddress client,
            @Nullable String serverName,
            @Nullable TlsFacts tls) {
        this.beginning = beginning;
        this.listening = listening;
        this.client = client;
        this.serverName = serverName;
        this.tls = tls;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Door door = beginning.door();
        channel = context.channel();
        door.enter(this, beginning.loop());
        TcpView view = new TcpView(Caller.of(client, context.channel()), serverName, tls);
        TcpRelay made = door.exchanges(beginning.loop()).relay(listening, view);
        relay = made;
        made.start(context.pipeline(), door.exchanges(beginning.loop()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        beginning.door().leave(this, beginning.loop());
        context.fireChannelInactive();
    }

    /** The listener stops; what is under way goes on until its time is over. */
    @Override
    public void stop() {
        // Nobody but the two ends knows when they have done.
    }

    /** Its time is over. */
    void end() {
        if (relay != null) {
            relay.stop();
        }
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }
}
