package dev.skein;

import dev.skein.SoakServer.Mood;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.RawHttp2.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client of the soak that speaks HTTP/2: several streams at a time, many of which one of the two sides breaks off. */
final class SoakHttp2Client implements Runnable {
    private static final int[] SIZES = {0, 5, 100, 3000, 20_000};
    private static final Mood[] MOODS = Mood.values();
    private static final int CANCEL = 8;
    /** More of them in a while and the node takes us for an attacker. */
    private static final int RESETS = 150;

    private final Dial dial;
    private final Random random;
    private final AtomicInteger left;
    private final Queue<String> wrong;
    private @Nullable RawHttp2 connection;
    private int stream;
    private int resets;
    private int whole;

    /** Opens a connection that has agreed on h2. */
    @FunctionalInterface
    interface Dial {
        Socket open() throws IOException;
    }

    SoakHttp2Client(Dial dial, long seed, AtomicInteger left, Queue<String> wrong) {
        this.dial = dial;
        this.random = new Random(seed);
        this.left = left;
        this.wrong = wrong;
    }

    /** Answers that came whole and as they should; to be asked when it has run. */
    int whole() {
        return whole;
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
        String[] asked = new String[streams];
        for (int i = 0; i < streams; i++) {
            stream += 2;
            asked[i] = ask(client, "h" + left.getAndDecrement());
        }
        if (random.nextInt(10) == 0) {
            leave();
            return;
        }
        for (int i = 0; i < streams; i++) {
            Answer answer = asked[i].isEmpty() ? client.answer(first + 2 * i) : client.settled(first + 2 * i);
            check(answer, asked[i]);
        }
    }

    /** Sends a request, whole or not; empty where no answer is to be waited for. */
    private String ask(RawHttp2 client, String id) throws IOException {
        Mood mood = random.nextInt(3) == 0 ? MOODS[random.nextInt(MOODS.length)] : MOODS[random.nextInt(3)];
        int size = SIZES[random.nextInt(SIZES.length)];
        int length = random.nextBoolean() ? 0 : SIZES[random.nextInt(4)];
        String path = "/" + mood + "/" + id + "/" + size + "/" + length;
        if (length == 0 && random.nextInt(4) > 0) {
            client.get(stream, path);
        } else {
            client.post(stream, path);
            String body = SoakServer.sent(id, length);
            int cut = random.nextInt(body.length() + 1);
            client.data(stream, false, body.substring(0, cut));
            if (random.nextInt(5) == 0) {
                return broken(client);
            }
            client.data(stream, true, body.substring(cut));
        }
        return random.nextInt(6) == 0 ? broken(client) : path;
    }

    private String broken(RawHttp2 client) throws IOException {
        resets++;
        client.reset(stream, CANCEL);
        return "";
    }

    private void check(Answer answer, String path) {
        boolean clean = answer.ended && answer.reset < 0 && !path.isEmpty() && !path.contains("/" + Mood.TWICE + "/");
        if (!clean || answer.heads.stream().noneMatch(head -> head.contains(":status: 200"))) {
            return;
        }
        String[] parts = path.split("/", -1);
        if (answer.text().equals(SoakServer.body(parts[2], Integer.parseInt(parts[3])))) {
            whole++;
        } else {
            wrong.add("taken for whole, " + answer.text().length() + " bytes: " + path);
        }
    }
}
