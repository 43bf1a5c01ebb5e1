package dev.skein.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client takes what waits for it. In each span of its time-out it has to take a little at least: one that takes
 * nothing is given up, and one that takes it byte by byte, too, while whoever sits behind a slow line gets all of it.
 */
final class ReadPace {
    /** Bytes in each span: by default a hundred and some a second. */
    static final int LEAST = 8 * 1024;

    private @Nullable Channel channel;
    private long before;

    /** A span begins. */
    void begin(Channel of) {
        channel = of;
        before = waiting(of);
    }

    /** Writes what the client could not have taken before. */
    void write(ByteBuf data) {
        Channel to = Objects.requireNonNull(channel);
        long was = waiting(to);
        to.write(data, to.voidPromise());
        before += waiting(to) - was;
    }

    /** The span is over; whether the client took enough, and has more to take. The next span begins. */
    boolean kept() {
        long waiting = waiting(Objects.requireNonNull(channel));
        boolean enough = waiting > 0 && before - waiting >= Math.min(LEAST, before);
        before = waiting;
        return enough;
    }

    /** Bytes that were written and have not left. */
    private static long waiting(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
}
