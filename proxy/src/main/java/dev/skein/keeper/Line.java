package dev.skein.keeper;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection between node and keeper: messages with their length in front. A thread reads and a thread writes, so that
 * neither end ever waits for the other: whoever doesn't read until the queue is full is cut off.
 */
final class Line implements AutoCloseable {
    private static final int QUEUE = 2_048;
    private static final int LONGEST = 1 << 20;

    private final SocketChannel channel;
    private final Listener listener;
    private final BlockingQueue<Message> outgoing = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread reader;
    private final Thread writer;

    /** Told by the thread that reads; the end by either, once. */
    interface Listener {
        void received(Line line, Message message);

        /** The line is closed from now on; {@code why} is for people. */
        void ended(Line line, String why);
    }

    Line(SocketChannel channel, Listener listener) {
        this.channel = channel;
        this.listener = listener;
        this.reader = Thread.ofPlatform().name("skein-line-in").daemon().unstarted(this::read);
        this.writer = Thread.ofPlatform().name("skein-line-out").daemon().unstarted(this::write);
    }

    void start() {
        reader.start();
        writer.start();
    }

    /** Never waits. */
    void send(Message message) {
        if (!ended.get() && !outgoing.offer(message)) {
            end("the other end does not read");
        }
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            while (true) {
                int length = in.readInt();
                if (length < 1 || length > LONGEST) {
                    throw new IOException("a message of " + length + " bytes (expected: 1 to " + LONGEST + ")");
                }
                byte[] bytes = new byte[length];
                in.readFully(bytes);
                listener.received(this, MessageReader.read(bytes));
            }
        } catch (EOFException e) {
            end("the other end has closed it");
        } catch (IOException | RuntimeException e) {
            end(e instanceof MessageReader.OtherProtocol ? "another build: " + e.getMessage() : e.toString());
        }
    }

    private void write() {
        try {
            while (!ended.get()) {
                byte[] bytes = MessageWriter.write(outgoing.take());
                ByteBuffer buffer = ByteBuffer.allocate(4 + bytes.length)
                        .putInt(bytes.length)
                        .put(bytes)
                        .flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        } catch (IOException e) {
            end(e.toString());
        } catch (InterruptedException e) {
            // Closed by this end.
            Thread.currentThread().interrupt();
        }
    }

    private void end(String why) {
        if (ended.compareAndSet(false, true)) {
            shut();
            listener.ended(this, why);
        }
    }

    private void shut() {
        writer.interrupt();
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing hangs on it: the descriptor is gone either way.
            outgoing.clear();
        }
    }

    /** Ends it without telling the listener. */
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            shut();
        }
    }
}
