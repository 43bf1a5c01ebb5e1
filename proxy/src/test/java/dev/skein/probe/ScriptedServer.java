package dev.skein.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does to each connection what its script says, byte by byte, on a real port of the loopback. */
final class ScriptedServer implements AutoCloseable {
    final CopyOnWriteArrayList<String> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger accepted = new AtomicInteger();
    /** Accepted connections that the other side has not closed yet. */
    final AtomicInteger open = new AtomicInteger();

    private final ServerSocket listening;

    /** What happens on a connection; when it returns, the rest is read until the client closes. */
    @FunctionalInterface
    interface Script {
        void play(Connection connection) throws IOException;
    }

    record Connection(ScriptedServer server, Socket socket, InputStream in, OutputStream out) {
        /** Reads a request's head and answers with these bytes. */
        void answer(String text) throws IOException {
            head();
            send(text);
        }

        void head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    break;
                }
                head.append((char) b);
            }
            server.requests.add(head.toString());
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void close() throws IOException {
            socket.close();
        }
    }

    private ScriptedServer(ServerSocket listening, Script script) {
        this.listening = listening;
        Thread.ofVirtual().start(() -> accept(script));
    }

    static ScriptedServer of(Script script) throws IOException {
        return on(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    /** With a socket of one's own, for TLS. */
    static ScriptedServer on(ServerSocket listening, Script script) {
        return new ScriptedServer(listening, script);
    }

    /** Answers each request with the same bytes and closes. */
    static ScriptedServer answering(String text) throws IOException {
        return of(connection -> {
            connection.answer(text);
            connection.close();
        });
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept(Script script) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                accepted.incrementAndGet();
                open.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException e) {
                // Closed while it waited: the test is over.
                return;
            }
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            Connection connection = new Connection(this, socket, socket.getInputStream(), socket.getOutputStream());
            script.play(connection);
            if (!socket.isClosed()) {
                connection.in().transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            requests.add("! " + e.getMessage());
        } finally {
            open.decrementAndGet();
        }
    }

    /** From now on connections are refused. */
    void stopListening() throws IOException {
        listening.close();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
