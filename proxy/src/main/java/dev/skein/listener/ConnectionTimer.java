package dev.skein.listener;

import dev.skein.transport.Loop;
import dev.skein.transport.Timed;

/** The one time-out of a client's connection that runs at a time: header, body, idle, or a reader that takes nothing. */
final class ConnectionTimer extends Timed {
    private final Loop loop;
    private final Runnable action;
    private boolean writing;

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
        loop.wheel().disarm(this);
    }

    /** The client takes nothing; runs until it does. */
    void startWriting(long nanos) {
        start(nanos);
        writing = true;
    }

    /** The client takes more again; whether that was waited for, and nothing else is now. */
    boolean stopWriting() {
        if (!writing) {
            return false;
        }
        writing = false;
        stop();
        return true;
    }

    void remove() {
        loop.wheel().remove(this);
    }

    @Override
    protected void onDeadline(long now) {
        action.run();
    }
}
