package dev.skein.fuzz;

import dev.skein.conformance.Ambiguous;
import dev.skein.conformance.Message;
import dev.skein.conformance.StrictReader;
import dev.skein.http.GuardPolicy;
import dev.skein.http.Head;
import dev.skein.http.HeadLimits;
import dev.skein.http.HeadWriter;
import dev.skein.http.RequestHead;
import dev.skein.http.ResponseHead;
import dev.skein.model.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Heads: what is passed on of one parses again to the same. */
final class HeadTargets {
    private static final HeadLimits LIMITS = new HeadLimits(512, 2048, 30);
    private static final int FRAMING = HeadWriter.HOP_BY_HOP | HeadWriter.CONTENT_LENGTH;

    private HeadTargets() {}

    static void request(byte[] data) {
        Pieces pieces = Pieces.of(data);
        RequestHead whole = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        int state = read(whole, List.of(pieces.all()));
        RequestHead cut = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        Pieces.same(sight(whole, state), sight(cut, read(cut, pieces.parts())));
        if (state != Head.COMPLETE) {
            return;
        }
        String out = written(whole);
        Message message = strict(out, false);
        RequestHead again = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        Pieces.same(Head.COMPLETE, read(again, List.of(out.getBytes(StandardCharsets.ISO_8859_1))));
        Pieces.same(path(whole), path(again));
        if (!message.target().startsWith(path(whole))) {
            throw new AssertionError(message.target() + " is not " + path(whole));
        }
    }

    static void response(byte[] data) {
        Pieces pieces = Pieces.of(data);
        ResponseHead whole = new ResponseHead(LIMITS);
        int state = read(whole, List.of(pieces.all()));
        ResponseHead cut = new ResponseHead(LIMITS);
        Pieces.same(sight(whole, state), sight(cut, read(cut, pieces.parts())));
        if (state != Head.COMPLETE) {
            return;
        }
        ByteBuf out = Unpooled.buffer();
        HeadWriter.statusLine(out, whole);
        HeadWriter.fields(out, whole, FRAMING, null);
        Message message = strict(out.toString(StandardCharsets.ISO_8859_1) + "\r\n", true);
        Pieces.same(whole.status(), message.status());
    }

    /** As it would go on to a server, but for its body's framing. */
    private static String written(RequestHead head) {
        ByteBuf out = Unpooled.buffer();
        HeadWriter.requestLine(out, head);
        HeadWriter.fields(out, head, FRAMING | HeadWriter.HOST, null);
        out.writeCharSequence("Host: ", StandardCharsets.ISO_8859_1);
        if (head.absoluteForm()) {
            head.writeAuthority(out);
        } else {
            out.writeCharSequence(host(head), StandardCharsets.ISO_8859_1);
        }
        out.writeCharSequence("\r\n\r\n", StandardCharsets.ISO_8859_1);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String host(RequestHead head) {
        for (int field = 0; field < head.fieldCount(); field++) {
            String name = text(head, head.nameStart(field), head.nameEnd(field));
            if (name.equalsIgnoreCase("host")) {
                return text(head, head.valueStart(field), head.valueEnd(field));
            }
        }
        return "none.test";
    }

    private static String path(RequestHead head) {
        return text(head, head.pathStart(), head.pathEnd());
    }

    private static String text(Head head, int start, int end) {
        return new String(head.bytes(), start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static Message strict(String text, boolean response) {
        try {
            return Objects.requireNonNull(
                    response ? StrictReader.response(text, 0, true, true) : StrictReader.request(text, 0), text);
        } catch (Ambiguous e) {
            throw new AssertionError(e.getMessage() + ", of: " + text, e);
        }
    }

    private static int read(Head head, List<byte[]> parts) {
        if (head instanceof RequestHead request) {
            request.from(ClientAddress.of(InetAddress.getLoopbackAddress(), 40_000), false);
        }
        int state = Head.INCOMPLETE;
        for (byte[] part : parts) {
            state = head.read(Unpooled.wrappedBuffer(part));
            if (state != Head.INCOMPLETE) {
                break;
            }
        }
        return state;
    }

    /** What can be seen of a head that was read. */
    private static String sight(Head head, int state) {
        return switch (state) {
            case Head.INCOMPLETE -> "incomplete";
            case Head.REJECTED -> head.failure().toString();
            default -> head.fieldCount() + " fields, length " + head.contentLength() + ", chunked " + head.chunked();
        };
    }
}
