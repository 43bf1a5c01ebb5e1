package dev.skein.conformance;

import dev.skein.conformance.Corpus.Case;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A server that reads strictly, remembers what it read and what it could not accept, and answers: {@code ok} to all, the
 * bytes of a case to {@code /response/NAME}.
 */
final class RecordingServer implements AutoCloseable {
    static final String CANARY = "/canary";
    private static final String OK = "HTTP/1.1 200 OK\r\nX-From: server\r\nContent-Length: 2\r\n\r\n";

    private final ServerSocket listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final LinkedBlockingQueue<Message> seen = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> objections = new LinkedBlockingQueue<>();
    private final Map<String, Case> responses;

    RecordingServer(Map<String, Case> responses) throws IOException {
        this.responses = responses;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What was read since the last call. */
    List<Message> seen() {
        List<Message> since = new ArrayList<>();
        seen.drainTo(since);
        return since;
    }

    /** What could not be accepted since the last call. */
    List<String> objections() {
        List<String> since = new ArrayList<>();
        objections.drainTo(since);
        return since;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // Closed while it waited: the test is over.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            listen(socket);
        } catch (IOException e) {
            // The proxy broke off, as it does with a request that turned out to be bad: nothing was read of it.
            return;
        }
    }

    /** Notes an objection before the connection ends: its proxy, and then the test, may go on at once. */
    private void listen(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[65_536];
        int read;
        try {
            while ((read = socket.getInputStream().read(buffer)) >= 0) {
                text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                Message message;
                while ((message = StrictReader.request(text.toString(), 0)) != null) {
                    text.delete(0, message.end());
                    seen.add(message);
                    if (!answer(socket, message)) {
                        return;
                    }
                }
            }
        } catch (Ambiguous e) {
            objections.add(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the connection goes on. */
    private boolean answer(Socket socket, Message message) throws IOException {
        Case scripted = responses.get(message.target().replace("/response/", ""));
        boolean head = message.method().equals("HEAD");
        String text = scripted == null ? OK + (head ? "" : "ok") : scripted.text();
        if (message.target().equals(CANARY)) {
            text = text.replace("X-From: server", "X-From: canary");
        }
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return scripted == null || hasAnEnd(scripted);
    }

    /** What has no end of its own, or none that a proxy could see, is ended by the connection's. */
    private static boolean hasAnEnd(Case scripted) {
        List<Integer> statuses = scripted.wanted().statuses();
        return !statuses.isEmpty()
                && statuses.getLast() != 502
                && !scripted.name().startsWith("close-");
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
