package dev.skein.conformance;

import static dev.skein.harness.RawHttp2.CONTINUATION;
import static dev.skein.harness.RawHttp2.DATA;
import static dev.skein.harness.RawHttp2.END_HEADERS;
import static dev.skein.harness.RawHttp2.END_STREAM;
import static dev.skein.harness.RawHttp2.HEADERS;

import dev.skein.conformance.Corpus.Case;
import dev.skein.harness.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What servers answer over HTTP/2, from a file of its own. */
final class Http2Responses {
    private static final int FRAME = 16_384;
    private static final Pattern RAW = Pattern.compile("(\\d*)! (\\d+) (\\d+) (\\d+|s) (.*)", Pattern.DOTALL);
    private static final Pattern END = Pattern.compile("(\\S+) (kept|dropped)(?: (\\d+))?");

    /**
     * One answer.
     *
     * @param end letters of the access log
     * @param kept whether the connection to the server serves on
     * @param code of RST_STREAM, or of GOAWAY where it is not kept; below 0 for none, or one that gets lost
     */
    record Answer(Case told, String end, boolean kept, int code, List<Frame> frames) {
        @Override
        public String toString() {
            return told.name();
        }
    }

    /** @param stream below 0 for the one that is answered */
    private record Frame(int times, int type, int flags, int stream, byte[] payload) {
        Frame with(int flag) {
            return new Frame(times, type, flags | flag, stream, payload);
        }
    }

    private final List<Frame> frames = new ArrayList<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    /** Where the frame stands that ends the stream; below 0 where none does. */
    private int last = -1;

    private Http2Responses() {}

    static List<Answer> all() {
        return Corpus.lines("h2-responses.txt").map(Http2Responses::parse).toList();
    }

    private static Answer parse(String line) {
        String[] parts = line.split(" \\| ", 5);
        Matcher end = END.matcher(parts[3]);
        if (!end.matches()) {
            throw new IllegalArgumentException(parts[0] + ": " + parts[3] + " (expected: letters kept|dropped [code])");
        }
        Http2Responses reading = new Http2Responses();
        reading.take(Corpus.repeated(parts[4].replace("{R}", ":status 200")));
        Case told = new Case(parts[0], parts[1], Wanted.parse(parts[2]), "");
        int code = end.group(3) == null ? -1 : Integer.parseInt(end.group(3));
        return new Answer(told, end.group(1), end.group(2).equals("kept"), code, reading.frames);
    }

    private void take(String written) {
        for (String part : written.split(" // ", -1)) {
            Matcher raw = RAW.matcher(part);
            if (part.equals("...")) {
                endBlock();
                last = -1;
            } else if (part.equals("--")) {
                endBlock();
            } else if (raw.matches()) {
                endBlock();
                frames.add(raw(raw));
            } else if (part.startsWith("= ")) {
                endBlock();
                data(Corpus.unescape(part.substring(2)));
            } else {
                field(part);
            }
        }
        endBlock();
        if (last >= 0) {
            frames.set(last, frames.get(last).with(END_STREAM));
        }
    }

    private static Frame raw(Matcher part) {
        return new Frame(
                part.group(1).isEmpty() ? 1 : Integer.parseInt(part.group(1)),
                Integer.parseInt(part.group(2)),
                Integer.parseInt(part.group(3)),
                part.group(4).equals("s") ? -1 : Integer.parseInt(part.group(4)),
                Http2Corpus.text(part.group(5)).getBytes(StandardCharsets.ISO_8859_1));
    }

    private void data(String text) {
        byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < all.length; at += FRAME) {
            last = frames.size();
            frames.add(new Frame(1, DATA, 0, -1, Arrays.copyOfRange(all, at, Math.min(all.length, at + FRAME))));
        }
    }

    private void field(String part) {
        int space = part.indexOf(' ');
        block.writeBytes(RawHttp2.literal(
                Corpus.unescape(part.substring(0, space)), Http2Corpus.text(part.substring(space + 1))));
    }

    private void endBlock() {
        byte[] all = block.toByteArray();
        block.reset();
        for (int at = 0; at < all.length; at += FRAME) {
            int end = Math.min(all.length, at + FRAME);
            last = at == 0 ? frames.size() : last;
            int flags = end == all.length ? END_HEADERS : 0;
            frames.add(new Frame(1, at == 0 ? HEADERS : CONTINUATION, flags, -1, Arrays.copyOfRange(all, at, end)));
        }
    }

    static void play(Answer answer, RawHttp2 wire, int stream) throws IOException {
        for (Frame frame : answer.frames()) {
            for (int i = 0; i < frame.times(); i++) {
                wire.send(frame.type(), frame.flags(), frame.stream() < 0 ? stream : frame.stream(), frame.payload());
            }
        }
    }
}
