package dev.skein.http;

import dev.skein.model.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Heads read from text, as a connection would read them. */
final class Heads {
    static final HeadLimits LIMITS = new HeadLimits(256, 2048, 20);

    private Heads() {}

    static RequestHead request() {
        RequestHead head = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        head.from(ClientAddress.of(InetAddress.getLoopbackAddress(), 40_000), false);
        return head;
    }

    /** Reads the parts one after the other. */
    static int read(Head head, String... parts) {
        int result = Head.INCOMPLETE;
        for (String part : parts) {
            result = head.read(buffer(part));
            if (result != Head.INCOMPLETE) {
                return result;
            }
        }
        return result;
    }

    /** Reads the parts one after the other, from one request on. */
    static RequestHead complete(String text) {
        RequestHead head = request();
        int result = read(head, text);
        if (result != Head.COMPLETE) {
            throw new AssertionError(result + ": " + head.failure() + " " + head.reason() + ": " + text);
        }
        return head;
    }

    /** What became of a head, in one line: to be compared. */
    static String verdict(Head head, int result) {
        return switch (result) {
            case Head.INCOMPLETE -> "incomplete";
            case Head.REJECTED -> head.failure().toString();
            default ->
                "complete: " + head.fieldCount() + " fields, length " + head.contentLength() + ", chunked "
                        + head.chunked() + ", " + passed(head);
        };
    }

    /** What would be passed on of a complete head. */
    static String passed(Head head) {
        ByteBuf out = Unpooled.buffer();
        if (head instanceof RequestHead request) {
            HeadWriter.requestLine(out, request);
        } else if (head instanceof ResponseHead response) {
            HeadWriter.statusLine(out, response);
        }
        HeadWriter.fields(out, head, HeadWriter.HOP_BY_HOP, null);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** Verdicts of one text cut in two at every place, without repetitions. */
    static List<String> everySplit(java.util.function.Supplier<Head> heads, String text) {
        return java.util.stream.IntStream.rangeClosed(0, text.length())
                .mapToObj(cut -> {
                    Head head = heads.get();
                    return verdict(head, read(head, text.substring(0, cut), text.substring(cut)));
                })
                .distinct()
                .toList();
    }

    static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
