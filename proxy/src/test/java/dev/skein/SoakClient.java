package dev.skein;

import dev.skein.SoakServer.Mood;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** A client of the soak: requests of all kinds, many of which it does not bring to their end. Each by its seed. */
final class SoakClient extends SoakTask {
    private static final int[] SIZES = {0, 5, 100, 3000, 20_000, 400_000};

    private final Dial dial;
    private final int[] sizes;
    private @Nullable RawClient connection;

    /** Opens connections, with a receive buffer of that size where it is above 0. */
    @FunctionalInterface
    interface Dial {
        RawClient to(int receiveBuffer) throws IOException;
    }

    SoakClient(int port, long seed, Work work) {
        this("clear", buffer -> RawClient.to(port, buffer), SIZES, seed, work);
    }

    /** @param speaks HTTP/1.1, in clear text or not */
    SoakClient(String speaks, Dial dial, int[] sizes, long seed, Work work) {
        super(speaks, seed, work);
        this.dial = dial;
        this.sizes = sizes;
    }

    @Override
    public void run() {
        int number;
        while ((number = left.getAndDecrement()) > 0) {
            String id = "r" + number;
            String request = request(id);
            try {
                exchange(id, request);
            } catch (SocketTimeoutException e) {
                wrong.add("waits for ever: " + line(request));
                leave();
            } catch (IOException e) {
                // Refused, reset, cut: what comes of such servers and clients.
                leave();
            }
        }
        leave();
    }

    private static String line(String request) {
        return request.substring(0, Math.min(120, request.length())).replace("\r\n", " | ");
    }

    private void leave() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            wrong.add("close: " + e);
        }
        connection = null;
    }

    private RawClient connection() throws IOException {
        RawClient kept = connection;
        if (kept == null) {
            kept = dial.to(random.nextInt(8) == 0 ? 4096 : 0);
            connection = kept;
        }
        return kept;
    }

    private String request(String id) {
        Mood mood = SoakRequest.mood(random);
        int size = sizes[random.nextInt(sizes.length)];
        int kind = random.nextInt(12);
        int length = kind < 5 ? 0 : sizes[random.nextInt(sizes.length)];
        String end = " HTTP/1.1\r\nHost: " + (random.nextInt(9) == 0 ? "few" : "a") + ".test\r\nAccept-Encoding: "
                + SoakRequest.codings(random) + "\r\n";
        String path = "/" + mood + "/" + id + "/" + size + "/" + length;
        String body = SoakServer.sent(id, length);
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        String sized = "Content-Length: " + length + "\r\n";
        return switch (kind) {
            case 0 -> "HEAD " + path + end + "\r\n";
            case 1 -> "GET " + path + " HTTP/1.0\r\n\r\n";
            case 2 -> "GET " + path + end + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n";
            case 3, 4 -> "GET " + path + end + "\r\n";
            case 5, 6 -> "PUT " + path + end + sized + "\r\n" + body;
            case 7 -> "POST " + path + end + sized + "\r\n" + body;
            case 8 -> "POST " + path + end + sized + "Expect: 100-continue\r\n\r\n" + body;
            case 9 -> "PUT " + path + end + chunked + chunks(body, "X-T: 1\r\n");
            case 10 -> "PUT " + path + end + chunked + chunks(body, "");
            default -> "PUT " + path + end + sized + "Connection: close\r\n\r\n" + body;
        };
    }

    private String chunks(String body, String trailers) {
        StringBuilder all = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            int part = Math.min(body.length() - at, 1 + random.nextInt(30_000));
            all.append(Integer.toHexString(part))
                    .append(random.nextInt(5) == 0 ? ";a=b" : "")
                    .append("\r\n");
            all.append(body, at, at + part).append("\r\n");
            at += part;
        }
        return all.append("0\r\n").append(trailers).append("\r\n").toString();
    }

    private void exchange(String id, String request) throws IOException {
        RawClient client = connection();
        int end = random.nextInt(6) == 0 ? random.nextInt(request.length() + 1) : request.length();
        int pause = random.nextInt(end + 1);
        client.send(request.substring(0, pause));
        client.send(request.substring(pause, end));
        if (end < request.length()) {
            breakOff(client);
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> {
                client.reset();
                leave();
            }
            case 1 -> {
                client.bytes(random.nextInt(30_000) == 0 ? 0 : random.nextInt(400));
                client.reset();
                leave();
            }
            case 2 -> {
                client.halfClose();
                answers(client, id, request);
                leave();
            }
            default -> answers(client, id, request);
        }
    }

    /** In the middle of a request. */
    private void breakOff(RawClient client) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> client.reset();
            case 1 -> client.leave();
            case 2 -> {
                client.halfClose();
                client.rest();
            }
            default -> client.rest();
        }
        leave();
    }

    private void answers(RawClient client, String id, String request) throws IOException {
        Response response;
        do {
            response = request.startsWith("HEAD") ? headOnly(client) : client.response();
        } while (response.status() < 200 && response.status() != 101);
        if (response.status() == 101) {
            tunnel(client);
            return;
        }
        if (response.has("X-Id") && !response.field("X-Id").equals(id)) {
            wrong.add("answer of " + response.field("X-Id") + " to " + line(request));
        }
        check(response, id, request);
        if (!response.whole() || response.field("Connection").equals("close") || request.contains("HTTP/1.0")) {
            leave();
        }
    }

    private static Response headOnly(RawClient client) throws IOException {
        String head = client.head();
        if (!head.endsWith("\r\n\r\n")) {
            throw new IOException("no response");
        }
        return new Response(head, "", "", true);
    }

    private void check(Response response, String id, String request) {
        boolean bodied = response.status() == 200 && !request.startsWith("HEAD");
        if (!bodied || !response.whole()) {
            return;
        }
        String[] path = request.split("/", -1);
        SoakRequest asked = new SoakRequest(id, Mood.valueOf(path[1]), Integer.parseInt(path[3]), 0, "");
        cameWhole(asked, response.field("Content-Encoding"), response.body());
    }

    private void tunnel(RawClient client) throws IOException {
        for (int i = random.nextInt(4); i > 0; i--) {
            client.send("word" + i + "\n");
            if (!client.until("\n").equals("echo word" + i + "\n")) {
                break;
            }
        }
        switch (random.nextInt(4)) {
            case 0 -> client.reset();
            case 1 -> client.leave();
            case 2 -> {
                client.halfClose();
                client.rest();
            }
            default -> client.rest();
        }
        leave();
    }
}
