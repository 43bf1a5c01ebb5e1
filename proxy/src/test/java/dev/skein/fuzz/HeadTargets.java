package dev.skein.fuzz;

import dev.skein.conformance.Message;
import dev.skein.http.ChunkReader;
import dev.skein.http.ChunkScanner;
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
import org.jspecify.annotations.Nullable;

/** Heads, and whole requests: what is passed on of one parses again to the same. */
final class HeadTargets {
    static final HeadLimits LIMITS = new HeadLimits(512, 2048, 30);

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
        String out = PassedOn.lines(whole) + "\r\n";
        PassedOn.sameRequest(whole, PassedOn.strict(out, false));
        RequestHead again = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        Pieces.same(Head.COMPLETE, read(again, List.of(out.getBytes(StandardCharsets.ISO_8859_1))));
        PassedOn.sameRequest(again, PassedOn.strict(PassedOn.lines(again) + "\r\n", false));
        Message came = PassedOn.came(pieces.all(), false);
        PassedOn.sameFields(whole, came);
        if (came != null) {
            Pieces.same(came.method(), PassedOn.text(whole, whole.methodStart(), whole.methodEnd()));
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
        Message message = PassedOn.strict(lines(whole), true);
        Pieces.same(whole.status(), message.status());
        Pieces.same(PassedOn.kept(PassedOn.fields(whole)), PassedOn.kept(PassedOn.fields(message)));
        Message came = PassedOn.came(pieces.all(), true);
        PassedOn.sameFields(whole, came);
        if (came != null) {
            Pieces.same(came.status(), message.status());
        }
    }

    /** As a client gets it, but for its body's framing. */
    static String lines(ResponseHead head) {
        ByteBuf out = Unpooled.buffer();
        HeadWriter.statusLine(out, head);
        HeadWriter.fields(out, head, PassedOn.FRAMING, null);
        return out.toString(StandardCharsets.ISO_8859_1) + "\r\n";
    }

    /** A head and the body behind it, framed anew. */
    static void message(byte[] data) {
        Pieces pieces = Pieces.of(data);
        RequestHead head = new RequestHead(LIMITS, GuardPolicy.DEFAULT);
        head.from(ClientAddress.of(InetAddress.getLoopbackAddress(), 40_000), false);
        ByteBuf in = Unpooled.wrappedBuffer(pieces.all());
        if (head.read(in) != Head.COMPLETE) {
            return;
        }
        String body = body(head, in.toString(StandardCharsets.ISO_8859_1));
        if (body == null) {
            return;
        }
        String framing = head.chunked() ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length();
        String payload = head.chunked() ? chunk(body) : body;
        String out = PassedOn.lines(head) + framing + "\r\n\r\n" + payload;
        Message sent = PassedOn.strict(out, false);
        PassedOn.sameRequest(head, sent);
        Pieces.same(body, sent.body());
        Message came = PassedOn.came(pieces.all(), false);
        if (came != null) {
            Pieces.same(came.body(), body);
        }
    }

    /** As we read it; null where it is malformed or not whole. */
    private static @Nullable String body(RequestHead head, String rest) {
        if (head.chunked()) {
            ChunkReader.Read read = ChunkReader.next(List.of(rest));
            return read.end() == ChunkScanner.END ? read.payload() : null;
        }
        long length = Math.max(0, head.contentLength());
        return rest.length() < length ? null : rest.substring(0, (int) length);
    }

    private static String chunk(String body) {
        return (body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n") + "0\r\n\r\n";
    }

    static int read(Head head, List<byte[]> parts) {
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
