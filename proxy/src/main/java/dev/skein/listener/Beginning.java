package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.transport.Loop;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted connection begins with once it is known who speaks: TLS, or HTTP/1.x in clear text.
 *
 * @param admitted the socket's other end, as it was counted
 * @param tls null: clear text
 */
record Beginning(
        Door door,
        Loop loop,
        ClientAddress admitted,
        @Nullable TlsTerms tls) {

    /**
     * Puts the first handler at the pipeline's end.
     *
     * @param client who speaks: the socket's other end, or whom the PROXY protocol named
     */
    void begin(ChannelPipeline pipeline, ClientAddress client) {
        TlsTerms terms = tls;
        if (terms == null) {
            pipeline.addLast(new Http1Connection(door, loop, admitted, client, null));
        } else {
            pipeline.addLast(new TlsEntrance(this, client, terms));
        }
    }

    /** The connection ended before any protocol began. */
    void cancel() {
        door.turnAway(admitted);
    }
}
