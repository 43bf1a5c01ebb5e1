package dev.skein.admin;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Reads server-sent events of a node's admin listener. */
final class EventReader implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    /** One event as it came. */
    record Message(String event, String id, JsonObject data) {}

    /** @param fields more lines of the head, each with its end */
    EventReader(AdminNode admin, String path, String fields) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), admin.node.adminPort());
        socket.setSoTimeout(10_000);
        String head = "GET " + path + " HTTP/1.1\r\n" + admin.host() + fields + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    Message next(Predicate<Message> wanted) throws IOException {
        String event = "";
        String id = "";
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream ended");
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                Message message = new Message(event, id, new JsonObject(line.substring(6)));
                if (wanted.test(message)) {
                    return message;
                }
            }
        }
    }

    Message next(String event) throws IOException {
        return next(message -> message.event.equals(event));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
