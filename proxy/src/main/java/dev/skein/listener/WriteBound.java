package dev.skein.listener;

import dev.skein.proxying.BodyMemory;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import org.jspecify.annotations.Nullable;

/**
 * How much of a response may wait for its client: as much as the memory for bodies allows now, not when the connection was
 * accepted. Confined to the connection's loop.
 */
final class WriteBound {
    private final BodyMemory memory;
    private @Nullable WriteBufferWaterMark mark;

    WriteBound(BodyMemory memory) {
        this.memory = memory;
    }

    /** To be called before something is written. */
    void follow(Channel channel) {
        WriteBufferWaterMark now = memory.mark();
        if (mark != now) {
            mark = now;
            channel.config().setWriteBufferWaterMark(now);
        }
    }
}
