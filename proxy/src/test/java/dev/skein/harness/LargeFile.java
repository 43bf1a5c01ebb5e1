package dev.skein.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server of one large body, frugal enough for ten thousand takers at once: all of them are sent the same bytes. A request
 * for {@code /small} gets a small one. Heads must come in one piece.
 */
public final class LargeFile implements AutoCloseable {
    private static final int PART = 65_536;
    private static final int SEND_BUFFER = 32_768;
    private static final ByteBuffer SMALL =
            direct("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsmall".getBytes(StandardCharsets.US_ASCII));

    private final ServerSocketChannel listening;
    private final long size;
    private final ByteBuffer head;
    private final ByteBuffer part = direct(new byte[PART]);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private LargeFile(ServerSocketChannel listening, long size) {
        this.listening = listening;
        this.size = size;
        this.head =
                direct(("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** @param size bytes of the body, a multiple of 64 KiB */
    public static LargeFile of(long size) throws IOException {
        ServerSocketChannel listening =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        LargeFile file = new LargeFile(listening, size);
        Thread.ofVirtual().start(file::accept);
        return file;
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    }

    /** As configuration writes it. */
    public String address() {
        return "\"127.0.0.1:" + listening.socket().getLocalPort() + "\"";
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel taker = listening.accept();
                taker.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
                open.add(taker);
                Thread.ofVirtual().start(() -> serve(taker));
            }
        } catch (IOException e) {
            // Closed while it waited: the test is over.
            return;
        }
    }

    private void serve(SocketChannel taker) {
        try (taker) {
            ByteBuffer request = ByteBuffer.allocateDirect(1024);
            while (taker.read(request.clear()) > 0) {
                boolean small = StandardCharsets.US_ASCII
                        .decode(request.flip())
                        .toString()
                        .startsWith("GET /small ");
                send(taker, small ? SMALL : head);
                for (long sent = 0; !small && sent < size; sent += PART) {
                    send(taker, part);
                }
            }
        } catch (IOException e) {
            // It went away, as everybody does in the end.
            return;
        } finally {
            open.remove(taker);
        }
    }

    private static void send(SocketChannel taker, ByteBuffer what) throws IOException {
        ByteBuffer rest = what.duplicate();
        while (rest.hasRemaining()) {
            taker.write(rest);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (SocketChannel taker : open) {
            taker.close();
        }
    }
}
