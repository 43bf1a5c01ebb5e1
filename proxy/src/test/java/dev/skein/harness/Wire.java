package dev.skein.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One end of a socket, read and written as text of one byte a character. Every read gives up after 20 seconds. */
public sealed class Wire implements AutoCloseable permits RawClient, Peer {
    private static final int PATIENCE_MILLIS = 20_000;

    final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 65_536);
        this.out = socket.getOutputStream();
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next head, through its empty line; what has come of it where the other side ended before. */
    public String head() throws IOException {
        return until("\r\n\r\n");
    }

    /** What comes, through this text, or to the other side's end. */
    public String until(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < end.length() || text.indexOf(end, text.length() - end.length()) < 0) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            text.append((char) b);
        }
        return text.toString();
    }

    /** So many bytes, or fewer where the other side ended before. */
    public String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** A body with chunk framing, payload only; its last lines are left to {@link #until}. */
    public String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = until("\r\n");
            if (!line.endsWith("\r\n")) {
                return body.append("<cut>").toString();
            }
            int size = Integer.parseInt(line.strip().split(";", 2)[0], 16);
            if (size == 0) {
                return body.toString();
            }
            String part = bytes(size);
            body.append(part);
            if (part.length() < size || bytes(2).length() < 2) {
                return body.append("<cut>").toString();
            }
        }
    }

    /** All that comes until the other side ends or resets. */
    public String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            int read;
            while ((read = in.read(buffer)) >= 0) {
                all.write(buffer, 0, read);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset ends it, too.
            all.writeBytes("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends no more, and goes on reading. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends with a reset. */
    public void reset() throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Goes before the end of the block that would close it. */
    public void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
