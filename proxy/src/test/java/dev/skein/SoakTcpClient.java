package dev.skein;

import dev.skein.SoakServer.Mood;
import dev.skein.harness.RawClient;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** A client of the soak through a listener of Layer 4, which says a request to a server and perhaps goes before its answer. */
final class SoakTcpClient extends SoakTask {
    private final int port;

    SoakTcpClient(int port, long seed, Work work) {
        super("tcp", seed, work);
        this.port = port;
    }

    @Override
    public void run() {
        int number;
        while ((number = left.getAndDecrement()) > 0) {
            SoakRequest any = SoakRequest.any(random, "t" + number);
            SoakRequest request = new SoakRequest(any.id(), Mood.LENGTH, any.size(), any.length(), "");
            try (RawClient client = RawClient.to(port)) {
                exchange(client, request);
            } catch (SocketTimeoutException e) {
                wrong.add("a connection of TCP waits for ever: " + request);
            } catch (IOException e) {
                // Ended by us, or by a node that is full.
            }
        }
    }

    private void exchange(RawClient client, SoakRequest request) throws IOException {
        String text = "PUT " + request.path() + " HTTP/1.1\r\nContent-Length: " + request.length() + "\r\n\r\n"
                + request.body();
        int end = random.nextInt(4) == 0 ? random.nextInt(text.length()) : text.length();
        client.send(text.substring(0, end));
        switch (end < text.length() ? random.nextInt(3) : random.nextInt(8)) {
            case 0 -> client.reset();
            case 1 -> client.leave();
            case 2 -> {
                client.halfClose();
                client.rest();
            }
            default -> check(client, request);
        }
    }

    private void check(RawClient client, SoakRequest request) throws IOException {
        var answer = client.response();
        if (answer.whole()) {
            cameWhole(request, "", answer.body());
        }
    }
}
