package dev.skein.conformance;

import dev.skein.conformance.Http2Corpus.Field;
import dev.skein.conformance.Http2Corpus.Stream;
import dev.skein.harness.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts one case before one proxy, as a stream of HTTP/2. */
final class Http2Trial {
    private static final int CASE = 1;
    private static final int CANARY = 3;
    private static final int PATIENCE_MILLIS = 5000;
    private static final int FRAME = 16_384;

    private Http2Trial() {}

    /** Statuses of the case and of the canary, as far as there were any. */
    static Outcome of(Stream each, Contender proxy, RecordingServer server) throws IOException {
        server.seen();
        server.objections();
        List<Integer> statuses = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.http2Port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        try (RawHttp2 client = new RawHttp2(socket).hello()) {
            ask(client, each);
            status(client.settled(CASE), statuses);
            client.get(CANARY, RecordingServer.CANARY);
            RawHttp2.Answer canary = client.settled(CANARY);
            status(canary, statuses);
            if (!canary.heads.isEmpty() && !canary.heads.getFirst().contains("x-from: canary")) {
                objections.add("the next answer on the connection is " + canary.status());
            }
        } catch (SocketTimeoutException e) {
            objections.add("(waits)");
        } catch (SocketException e) {
            // Closed: what it said before is noted.
            return new Outcome(statuses, server.seen(), server.objections());
        }
        objections.addAll(server.objections());
        return new Outcome(statuses, server.seen(), objections);
    }

    private static void status(RawHttp2.Answer answer, List<Integer> statuses) {
        for (List<String> head : answer.heads) {
            if (head.getFirst().startsWith(":status: ")) {
                statuses.add(Integer.valueOf(head.getFirst().substring(9)));
            }
        }
    }

    private static void ask(RawHttp2 client, Stream each) throws IOException {
        boolean bare = each.data().isEmpty() && each.trailers().isEmpty();
        headers(client, each.fields(), bare);
        for (int i = 0; i < each.data().size(); i++) {
            boolean last = i == each.data().size() - 1 && each.trailers().isEmpty();
            data(client, each.data().get(i), last);
        }
        if (!each.trailers().isEmpty()) {
            headers(client, each.trailers(), true);
        }
    }

    private static void headers(RawHttp2 client, List<Field> fields, boolean last) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Field field : fields) {
            block.writeBytes(RawHttp2.literal(field.name(), field.value()));
        }
        byte[] all = block.toByteArray();
        int at = 0;
        do {
            int size = Math.min(FRAME, all.length - at);
            byte[] part = Arrays.copyOfRange(all, at, at + size);
            int flags = at + size == all.length ? RawHttp2.END_HEADERS : 0;
            boolean first = at == 0;
            client.send(
                    first ? RawHttp2.HEADERS : RawHttp2.CONTINUATION,
                    flags | (first && last ? RawHttp2.END_STREAM : 0),
                    CASE,
                    part);
            at += size;
        } while (at < all.length);
    }

    private static void data(RawHttp2 client, String text, boolean last) throws IOException {
        for (int at = 0; at < text.length(); at += FRAME) {
            int end = Math.min(text.length(), at + FRAME);
            client.data(CASE, last && end == text.length(), text.substring(at, end));
        }
    }
}
