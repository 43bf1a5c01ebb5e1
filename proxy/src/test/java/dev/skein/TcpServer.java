package dev.skein;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server of no protocol in particular, on a real port of the loopback; each connection has a thread. */
final class TcpServer implements AutoCloseable {
    private final ServerSocket listening;
    /** Connections, in the order of their coming. */
    final CopyOnWriteArrayList<Socket> connections = new CopyOnWriteArrayList<>();

    /** What is done with a connection, which is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void play(Socket socket) throws IOException;
    }

    private TcpServer(ServerSocket listening, Script script) {
        this.listening = listening;
        Thread.ofVirtual().start(() -> accept(script));
    }

    static TcpServer of(Script script) {
        try {
            return on(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a socket of one's own, for TLS. */
    static TcpServer on(ServerSocket socket, Script script) {
        return new TcpServer(socket, script);
    }

    /** Sends its name, then back whatever comes, to the end. */
    static TcpServer echo(String name) {
        return of(socket -> {
            socket.getOutputStream().write(name.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(socket.getOutputStream());
        });
    }

    private void accept(Script script) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException e) {
                // Closed while it waited: the test is over.
                return;
            }
        }
    }

    private static void serve(Socket socket, Script script) {
        try (socket) {
            script.play(socket);
        } catch (IOException e) {
            // The other end has gone, as some tests want it.
            return;
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    String address() {
        return "\"127.0.0.1:" + port() + "\"";
    }

    /** So many bytes as text; fewer where the end comes first. */
    static String read(InputStream in, int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** A line without its end. */
    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
