package dev.skein.fuzz;

import dev.skein.conformance.Ambiguous;
import dev.skein.conformance.Message;
import dev.skein.conformance.StrictReader;
import dev.skein.http.ChunkReader;
import dev.skein.http.ChunkScanner;
import dev.skein.http.GuardPolicy;
import dev.skein.http.Head;
import dev.skein.http.HeadLimits;
import dev.skein.http.RequestHead;
import dev.skein.http.RequestText;
import dev.skein.http2.FieldSink;
import dev.skein.http2.HpackDecoder;
import dev.skein.http2.HpackScratch;
import dev.skein.model.ClientAddress;
import dev.skein.model.Protocol;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Chunked bodies, and the header blocks of HTTP/2. */
final class BodyTargets {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final HeadLimits LIMITS = new HeadLimits(512, 4096, 40);

    private BodyTargets() {}

    static void chunks(byte[] data) {
        Pieces pieces = Pieces.of(data);
        List<String> parts = pieces.parts().stream()
                .map(part -> new String(part, StandardCharsets.ISO_8859_1))
                .toList();
        String all = new String(pieces.all(), StandardCharsets.ISO_8859_1);
        ChunkReader.Read whole = ChunkReader.next(List.of(all));
        Pieces.same(sight(whole), sight(ChunkReader.next(parts)));
        // Reads back what was relayed, too.
        Pieces.same(sight(whole), sight(ChunkReader.mixed(parts)));
        strict(all, whole);
    }

    private static String sight(ChunkReader.Read read) {
        return switch (read.end()) {
            // How much payload was seen of a malformed body depends on when it came.
            case ChunkScanner.MALFORMED -> "malformed";
            case ChunkScanner.END -> read.payload() + " " + read.trailers();
            default -> read.payload() + " so far";
        };
    }

    /** What the strict reader takes, ours takes for the same; ours may besides drop extensions and spaces before values. */
    private static void strict(String all, ChunkReader.Read whole) {
        try {
            Message message = StrictReader.request(HEAD + all, 0);
            if (message != null && whole.end() != ChunkScanner.END && trailersAreUsual(message)) {
                throw new AssertionError("refused: " + whole.reason());
            }
            if (message != null && whole.end() == ChunkScanner.END) {
                Pieces.same(message.body(), whole.payload());
            }
        } catch (Ambiguous e) {
            // Ours may be of the same opinion, or know that it was an extension.
            return;
        }
    }

    private static boolean trailersAreUsual(Message message) {
        return String.join("", message.trailers()).length() < 1000;
    }

    /** A block of HTTP/2, and the head of HTTP/1.1 that it becomes. */
    static void headerBlock(byte[] data) {
        RequestText text = new RequestText();
        text.begin();
        List<String> told = new ArrayList<>();
        FieldSink both = (bytes, start, nameEnd, valueEnd) -> {
            told.add(ascii(bytes, start, nameEnd) + ":" + ascii(bytes, nameEnd, valueEnd));
            text.field(bytes, start, nameEnd, valueEnd);
        };
        int result = new HpackDecoder(new HpackScratch(), 4096)
                .of(data, 0, data.length)
                .decode(both, 8192);
        if (result != HpackDecoder.COMPLETE) {
            return;
        }
        RequestHead head = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        head.from(ClientAddress.of(InetAddress.getLoopbackAddress(), 40_000), true);
        if (text.parse(head, Protocol.HTTP_2, false) != Head.COMPLETE) {
            return;
        }
        if (head.chunked()) {
            throw new AssertionError("a body that nobody announced");
        }
        Message sent = PassedOn.strict(PassedOn.lines(head) + "\r\n", false);
        PassedOn.sameRequest(head, sent);
        Pieces.same(value(told, ":method"), sent.method());
        Pieces.same(ordinary(told), PassedOn.kept(PassedOn.fields(sent)));
    }

    private static String ascii(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static String value(List<String> told, String name) {
        return told.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** The fields that go on: cookie crumbs joined, behind the others (RFC 9113 §8.2.3). */
    private static List<String> ordinary(List<String> told) {
        String crumb = "cookie:";
        List<String> lines = new ArrayList<>(PassedOn.kept(told.stream()
                .filter(line -> !line.startsWith(":") && !line.startsWith(crumb))
                .toList()));
        String cookie = told.stream()
                .filter(line -> line.startsWith(crumb) && line.length() > crumb.length())
                .map(line -> line.substring(crumb.length()))
                .reduce("", (all, one) -> all.isEmpty() ? one : all + "; " + one);
        if (!cookie.isEmpty()) {
            lines.add(crumb + cookie);
        }
        return lines;
    }
}
