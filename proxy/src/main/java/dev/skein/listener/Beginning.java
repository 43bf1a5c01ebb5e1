package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.proxying.TcpListening;
import dev.skein.transport.Loop;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted connection begins with once it is known who speaks: TLS, HTTP in clear text, or what is
 * passed on as it is.
 *
 * @param tls null: clear text
 */
record Beginning(Door door, Loop loop, @Nullable TlsTerms tls) {

    /**
     * Puts the first handler at the pipeline's end.
     *
     * @param client who speaks: the socket's other end, or whom the PROXY protocol named
     */
    void begin(ChannelPipeline pipeline, ClientAddress client) {
        TlsTerms terms = tls;
        TcpListening tcp = door.tcp();
        if (terms == null && tcp != null) {
            pipeline.addLast(
                    tcp.routes() == null
                            ? new TcpConnection(this, tcp, client, null, null)
                            : new HelloEntrance(this, tcp, client));
        } else if (terms != null) {
            pipeline.addLast(new TlsEntrance(this, client, terms));
        } else if (door.settings().http2().clearText()) {
            pipeline.addLast(new Http2Connection(door, loop, client, null));
        } else {
            pipeline.addLast(new Http1Connection(door, loop, client, null));
        }
    }

    /** In HTTP/1.x in clear text a client may send its end ahead of ours; TLS and HTTP/2 have messages of their own for that. */
    boolean endsByHalves() {
        return tls == null && (door.tcp() != null || !door.settings().http2().clearText());
    }
}
