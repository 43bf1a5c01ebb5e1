package dev.skein.upstream;

import dev.skein.model.Failure;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** How an attempt to connect ended; heard once, or never where it was given up. */
public interface Opening {

    /** @param tls of the channel; null in clear text */
    void opened(Channel channel, @Nullable SslHandler tls);

    void failed(Failure failure, String reason);
}
