package dev.skein.vip;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Requests of one message over one socket, and their answers. Of one thread. */
final class Netlink implements AutoCloseable {
    private static final int ROOM = 4096;
    private static final int INTERRUPTED = 0x10;
    private static final int TRIES = 5;

    private final RawSocket socket;
    private final MessageWriter out = new MessageWriter(ByteBuffer.allocateDirect(ROOM));
    private final MessageReader in;
    private int sequence;

    Netlink(RawSocket socket) {
        this.socket = socket;
        this.in = new MessageReader(socket.received());
    }

    /** Begins a request that is to be acknowledged. */
    MessageWriter request(int type, int flags) {
        return out.clear().begin(type, flags | MessageWriter.REQUEST | MessageWriter.ACK, ++sequence);
    }

    /** Begins a request for a list; the caller writes it with {@link #nextSequence()}. */
    MessageWriter fresh() {
        return out.clear();
    }

    int nextSequence() {
        return ++sequence;
    }

    /** Sends what was begun; its refusal is thrown. */
    void call(String asked) throws KernelException {
        socket.send(out.written());
        while (socket.receive()) {
            in.reset();
            while (in.next()) {
                if (in.sequence() == sequence && in.type() == MessageReader.ERROR) {
                    if (in.error() != 0) {
                        throw new KernelException(asked, in.error(), in.words());
                    }
                    return;
                }
            }
        }
        throw new KernelException(asked, Errno.EAGAIN, "no answer");
    }

    /**
     * Sends what was written and hands over each message of the list. One that changed meanwhile is asked for again, from
     * its beginning: {@code begin} runs before each attempt.
     */
    void list(String asked, Runnable begin, Consumer<MessageReader> each) throws KernelException {
        for (int left = TRIES; left > 0; left--) {
            begin.run();
            socket.send(out.written());
            if (listed(asked, each)) {
                return;
            }
        }
        throw new KernelException(asked, Errno.EAGAIN, "changes all the time");
    }

    /** Whether the list is one of a single moment. */
    private boolean listed(String asked, Consumer<MessageReader> each) throws KernelException {
        boolean whole = true;
        while (socket.receive()) {
            in.reset();
            while (in.next()) {
                if (in.sequence() != sequence) {
                    continue;
                }
                whole &= (in.flags() & INTERRUPTED) == 0;
                if (in.type() == MessageReader.DONE) {
                    return whole;
                }
                if (in.type() == MessageReader.ERROR) {
                    throw new KernelException(asked, in.error(), in.words());
                }
                each.accept(in);
            }
        }
        throw new KernelException(asked, Errno.EAGAIN, "the list has no end");
    }

    @Override
    public void close() {
        socket.close();
    }
}
