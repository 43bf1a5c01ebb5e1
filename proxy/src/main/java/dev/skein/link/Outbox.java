package dev.skein.link;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for one connection. Small things overtake large ones, piece by piece; large ones take turns. Bytes are
 * reserved on any thread, so that a sender learns at once; all else is confined to the link's thread.
 */
final class Outbox {
    /** So many small frames, then a piece of something large: neither starves. */
    private static final int SMALL_IN_A_ROW = 8;

    private final Channel channel;
    private final int mostBytes;
    private final AtomicLong queued = new AtomicLong();
    private final Deque<Waiting> small = new ArrayDeque<>();
    private final Deque<Waiting> large = new ArrayDeque<>();
    private int inARow;
    private long sent;

    private static final class Waiting {
        private final Frame frame;
        private int done;

        Waiting(Frame frame) {
            this.frame = frame;
        }
    }

    Outbox(Channel channel, int mostBytes) {
        this.channel = channel;
        this.mostBytes = mostBytes;
    }

    /** Whether there is room for that; then it must be {@linkplain #add added}. A lone body always finds room. */
    boolean reserve(Frame frame, boolean message) {
        long size = size(frame);
        long most = message ? mostBytes / 2 : mostBytes;
        long now = queued.addAndGet(size);
        if (now > most && now != size) {
            queued.addAndGet(-size);
            return false;
        }
        return true;
    }

    /** For small things that must not fail. A peer that asks on and on, and takes no answers, loses its connection. */
    void force(Frame frame) {
        if (queued.addAndGet(size(frame)) > 2L * mostBytes) {
            channel.close();
        }
        add(frame);
    }

    void add(Frame frame) {
        (frame.body().length <= Frame.PIECE ? small : large).add(new Waiting(frame));
        pump();
    }

    long queuedBytes() {
        return queued.get();
    }

    long sentFrames() {
        return sent;
    }

    boolean isEmpty() {
        return small.isEmpty() && large.isEmpty();
    }

    /** Writes as much as the connection takes. */
    void pump() {
        boolean wrote = false;
        while (channel.isActive() && channel.isWritable() && !isEmpty()) {
            boolean turn = small.isEmpty() || (inARow >= SMALL_IN_A_ROW && !large.isEmpty());
            inARow = turn ? 0 : inARow + 1;
            if (turn) {
                writePiece(large.removeFirst());
            } else {
                write(small.removeFirst());
            }
            sent++;
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
    }

    private void write(Waiting waiting) {
        channel.write(waiting.frame.encode(channel.alloc()));
        queued.addAndGet(-size(waiting.frame));
    }

    private void writePiece(Waiting waiting) {
        int length = Math.min(Frame.PIECE, waiting.frame.body().length - waiting.done);
        channel.write(waiting.frame.encode(channel.alloc(), waiting.done, length));
        waiting.done += length;
        if (waiting.done == waiting.frame.body().length) {
            queued.addAndGet(-size(waiting.frame));
        } else {
            large.add(waiting);
        }
    }

    private static long size(Frame frame) {
        return (long) Frame.HEADER + frame.body().length;
    }
}
