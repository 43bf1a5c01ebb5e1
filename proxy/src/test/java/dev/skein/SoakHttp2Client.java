package dev.skein;

import dev.skein.SoakServer.Mood;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.RawHttp2.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client of the soak that speaks HTTP/2: several streams at a time, many of which one of the two sides breaks off. */
final class SoakHttp2Client extends SoakTask {
    private static final int CANCEL = 8;
    /** More of them in a while and the node takes us for an attacker. */
    private static final int RESETS = 150;

    private final Dial dial;
    private @Nullable RawHttp2 connection;
    private int stream;
    private int resets;

    /** Opens a connection that has agreed on h2. */
    @FunctionalInterface
    interface Dial {
        Socket open() throws IOException;
    }

    SoakHttp2Client(Dial dial, long seed, Work work) {
        super("h2", seed, work);
        this.dial = dial;
    }

    @Override
    public void run() {
        while (left.get() > 0) {
            try {
                burst(1 + random.nextInt(5));
            } catch (SocketTimeoutException e) {
                wrong.add("a stream waits for ever");
                leave();
            } catch (IOException e) {
                // Ended by the node, or by us.
                leave();
            }
        }
        leave();
    }

    private void leave() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connection = null;
    }

    private RawHttp2 connection() throws IOException {
        RawHttp2 kept = connection;
        if (kept == null || stream > 2000 || resets > RESETS) {
            leave();
            kept = new RawHttp2(dial.open()).hello();
            kept.windowUpdate(0, 1 << 30);
            connection = kept;
            stream = -1;
            resets = 0;
        }
        return kept;
    }

    private void burst(int streams) throws IOException {
        RawHttp2 client = connection();
        int first = stream + 2;
        List<Optional<SoakRequest>> asked = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            stream += 2;
            asked.add(ask(client, SoakRequest.any(random, "h" + left.getAndDecrement())));
        }
        if (random.nextInt(10) == 0) {
            leave();
            return;
        }
        for (int i = 0; i < streams; i++) {
            if (asked.get(i).isPresent()) {
                check(client.settled(first + 2 * i), asked.get(i).get());
            }
        }
    }

    /** Sends a request, whole or not; empty where no answer is to be waited for. */
    private Optional<SoakRequest> ask(RawHttp2 client, SoakRequest request) throws IOException {
        if (random.nextInt(12) == 0) {
            return tunnel(client, request);
        }
        String codings = "accept-encoding: " + request.codings();
        if (request.length() == 0 && random.nextInt(4) > 0) {
            client.get(stream, request.path(), codings);
        } else {
            client.post(stream, request.path(), codings);
            String body = request.body();
            int cut = random.nextInt(body.length() + 1);
            client.data(stream, false, body.substring(0, cut));
            if (random.nextInt(5) == 0) {
                return broken(client);
            }
            client.data(stream, true, body.substring(cut));
        }
        return random.nextInt(6) == 0 ? broken(client) : Optional.of(request);
    }

    /** WebSocket on the stream (RFC 8441), with words that the server says back. */
    private Optional<SoakRequest> tunnel(RawHttp2 client, SoakRequest request) throws IOException {
        byte[] usual = RawHttp2.request("CONNECT", new SoakRequest(request.id(), Mood.LENGTH, 0, 0, "").path());
        byte[] more = RawHttp2.block(":protocol: websocket", "sec-websocket-version: 13");
        byte[] block = Arrays.copyOf(usual, usual.length + more.length);
        System.arraycopy(more, 0, block, usual.length, more.length);
        client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, block);
        for (int i = random.nextInt(4); i > 0; i--) {
            client.data(stream, false, "word" + i + "\n");
        }
        if (random.nextBoolean()) {
            return broken(client);
        }
        client.data(stream, true, "");
        Answer answer = client.settled(stream);
        boolean heard = !head(answer).isEmpty() && !answer.text().isEmpty();
        if (heard && !answer.text().startsWith("echo word")) {
            wrong.add("in a tunnel: " + answer.text());
        }
        return Optional.empty();
    }

    private Optional<SoakRequest> broken(RawHttp2 client) throws IOException {
        resets++;
        client.reset(stream, CANCEL);
        return Optional.empty();
    }

    /** Of an answer that went well; empty: it did not. */
    private static List<String> head(Answer answer) {
        return answer.heads.stream()
                .filter(lines -> lines.contains(":status: 200"))
                .findFirst()
                .orElse(List.of());
    }

    private void check(Answer answer, SoakRequest asked) {
        List<String> head = head(answer);
        if (!answer.ended || answer.reset >= 0 || head.isEmpty()) {
            return;
        }
        String coding = head.stream()
                .filter(line -> line.startsWith("content-encoding: "))
                .map(line -> line.substring(18))
                .findFirst()
                .orElse("");
        cameWhole(asked, coding, answer.text());
    }
}
