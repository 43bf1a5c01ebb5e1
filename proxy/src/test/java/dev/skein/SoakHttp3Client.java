package dev.skein;

import dev.skein.SoakServer.Mood;
import dev.skein.harness.RawHttp3;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** A client of the soak that speaks HTTP/3: several streams at a time, and it or the node breaks many of them off. */
final class SoakHttp3Client extends SoakTask {
    private static final int CANCEL = 0x10c;
    /** More of them in a while and the node takes us for an attacker. */
    private static final int RESETS = 100;

    private final int port;
    private @Nullable RawHttp3 connection;
    private int resets;

    SoakHttp3Client(int port, long seed, Work work) {
        super("h3", seed, work);
        this.port = port;
    }

    private record Asked(RawHttp3.Stream stream, SoakRequest request) {}

    @Override
    public void run() {
        while (left.get() > 0) {
            try {
                burst(1 + random.nextInt(8));
            } catch (ConditionTimeoutException e) {
                wrong.add("a stream of HTTP/3 waits for ever");
                leave(false);
            } catch (ExecutionException | TimeoutException e) {
                // Ended by the node, or by us.
                leave(false);
            } catch (Exception e) {
                wrong.add(e.toString());
                return;
            }
        }
        leave(false);
    }

    /** @param silently without a word, so that the node has to find out */
    private void leave(boolean silently) {
        RawHttp3 kept = connection;
        connection = null;
        if (kept != null && silently) {
            kept.vanish();
        } else if (kept != null) {
            kept.close();
        }
    }

    private RawHttp3 connection() throws Exception {
        if (connection == null || resets > RESETS || connection.over()) {
            leave(false);
            connection = RawHttp3.to(port);
            resets = 0;
        }
        return Objects.requireNonNull(connection);
    }

    private void burst(int streams) throws Exception {
        RawHttp3 client = connection();
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            SoakRequest request = SoakRequest.any(random, "q" + left.getAndDecrement());
            ask(client.open(), request).ifPresent(stream -> asked.add(new Asked(stream, request)));
        }
        if (random.nextInt(20) == 0) {
            leave(random.nextBoolean());
            return;
        }
        for (Asked one : asked) {
            check(one.stream.settled(), one.request);
        }
    }

    /** Sends a request, whole or not; empty where no answer is to be waited for. */
    private Optional<RawHttp3.Stream> ask(RawHttp3.Stream stream, SoakRequest request) {
        if (random.nextInt(12) == 0) {
            return tunnel(stream, request);
        }
        String method = request.length() == 0 ? "GET" : "POST";
        stream.send(RawHttp3.request(method, request.path(), "accept-encoding", request.codings()));
        if (request.length() > 0) {
            String body = request.body();
            int cut = random.nextInt(body.length() + 1);
            stream.send(RawHttp3.data(body.substring(0, cut)));
            if (random.nextInt(5) == 0) {
                return broken(stream);
            }
            stream.send(RawHttp3.data(body.substring(cut)));
        }
        stream.fin();
        return random.nextInt(6) == 0 ? broken(stream) : Optional.of(stream);
    }

    /** WebSocket on the stream (RFC 9220), with words that the server says back. */
    private Optional<RawHttp3.Stream> tunnel(RawHttp3.Stream stream, SoakRequest request) {
        String path = new SoakRequest(request.id(), Mood.LENGTH, 0, 0, "").path();
        stream.send(RawHttp3.request("CONNECT", path, ":protocol", "websocket", "sec-websocket-version", "13"));
        for (int i = random.nextInt(4); i > 0; i--) {
            stream.send(RawHttp3.data("word" + i + "\n"));
        }
        if (random.nextBoolean()) {
            return broken(stream);
        }
        String text = stream.fin().settled().text();
        if (stream.reset() < 0 && stream.status() == 200 && !text.isEmpty() && !text.startsWith("echo word")) {
            wrong.add("in a tunnel of HTTP/3: " + text);
        }
        return Optional.empty();
    }

    private Optional<RawHttp3.Stream> broken(RawHttp3.Stream stream) {
        resets++;
        if (random.nextBoolean()) {
            stream.stop(CANCEL);
        } else {
            stream.reset(CANCEL);
        }
        return Optional.empty();
    }

    private void check(RawHttp3.Stream answer, SoakRequest asked) {
        // One that is over since its connection is has no end of its own.
        if (!answer.finished() || answer.reset() >= 0 || answer.status() != 200) {
            return;
        }
        String coding = answer.heads().stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("content-encoding: "))
                .map(line -> line.substring(18))
                .findFirst()
                .orElse("");
        cameWhole(asked, coding, answer.text());
    }
}
