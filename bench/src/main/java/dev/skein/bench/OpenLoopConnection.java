package dev.skein.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One keep-alive connection with at most one request under way; sent by either thread, read by the receiver's. */
final class OpenLoopConnection {

    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: bench.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_LINE = "HTTP/1.1 200".length();

    private final SocketChannel channel;
    private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST.length);
    private final ByteBuffer response = ByteBuffer.allocateDirect(16 * 1024);
    private volatile long due;

    OpenLoopConnection(SocketChannel channel) {
        this.channel = channel;
        request.put(REQUEST);
    }

    long due() {
        return due;
    }

    void send(long dueNanos) throws IOException {
        due = dueNanos;
        request.clear();
        if (channel.write(request) != REQUEST.length) {
            throw new IOException("a request of " + REQUEST.length + " bytes did not fit into the socket's buffer");
        }
    }

    /** Whether the whole answer has arrived. */
    boolean receive() throws IOException {
        if (channel.read(response) < 0) {
            throw new IOException("closed by the proxy");
        }
        int head = headLength();
        if (head < 0) {
            return false;
        }
        String text = text(head);
        if (!text.startsWith("200", STATUS_LINE - 3)) {
            throw new IOException("answer: " + text.lines().findFirst().orElse(""));
        }
        if (response.position() < head + contentLength(text)) {
            return false;
        }
        response.clear();
        return true;
    }

    private int headLength() {
        for (int i = 3; i < response.position(); i++) {
            if (response.get(i) == '\n' && response.get(i - 2) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        response.get(0, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static int contentLength(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }
}
