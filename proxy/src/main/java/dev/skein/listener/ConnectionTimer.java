package dev.skein.listener;

import dev.skein.transport.Loop;
import dev.skein.transport.Timed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** The one time-out of a client's connection that runs at a time: header, body, idle, or a reader that takes too little. */
final class ConnectionTimer extends Timed {
    private final Loop loop;
    private final Runnable action;
    private final ReadPace pace = new ReadPace();
    private boolean writing;
    private long span;

    ConnectionTimer(Loop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** Runs from now, in place of what ran before; 0 stops it. */
    void start(long nanos) {
        writing = false;
        if (nanos == 0) {
            stop();
        } else {
            loop.wheel().arm(this, loop.now() + nanos);
        }
    }

    void stop() {
        writing = false;
        loop.wheel().disarm(this);
    }

    /** The client has to take more of what waits for it; runs until it has, as long as it keeps the pace. */
    void startWriting(Channel channel, long nanos) {
        // Not anew with each part that a server sends meanwhile.
        if (!writing) {
            start(nanos);
            writing = true;
            span = nanos;
            pace.begin(channel);
        }
    }

    /** Writes to the client. */
    void write(Channel channel, ByteBuf data) {
        if (writing) {
            pace.write(data);
        } else {
            channel.write(data, channel.voidPromise());
        }
    }

    /** The client takes more again; whether that was waited for, and nothing else is now. */
    boolean stopWriting() {
        if (!writing) {
            return false;
        }
        stop();
        return true;
    }

    void remove() {
        loop.wheel().remove(this);
    }

    @Override
    protected void onDeadline(long now) {
        if (writing && pace.kept()) {
            loop.wheel().arm(this, loop.now() + span);
        } else {
            writing = false;
            action.run();
        }
    }
}
