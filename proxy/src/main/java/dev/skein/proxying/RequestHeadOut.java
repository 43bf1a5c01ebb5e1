package dev.skein.proxying;

import dev.skein.http.HeadWriter;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.routing.FieldEdits;
import dev.skein.routing.PathRewrite;
import dev.skein.snapshot.Route;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The head of a request as the server gets it: everything that changes on the way, in one pass. */
final class RequestHeadOut {
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] HOST = Ascii.bytes("Host: ");
    private static final byte[] TE_TRAILERS = Ascii.bytes("TE: trailers\r\nConnection: TE\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: upgrade\r\nUpgrade: ");
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int COLON_SPACE = ':' << 8 | ' ';
    /** What is added at the most without edits: forwarding fields, request id, framing. */
    private static final int ADDED = 768;

    private RequestHeadOut() {}

    /** The head, or null where the route's rewrite finds no path for the request. */
    static @Nullable ByteBuf write(Exchange x) {
        RequestHead head = x.head;
        Route route = x.route();
        ByteBuf out = x.loop.allocator().directBuffer(head.length() + ADDED);
        if (!line(out, x, head, route)) {
            out.release();
            return null;
        }
        int dropped = HeadWriter.HOP_BY_HOP;
        boolean newHost = route.host() != null || head.absoluteForm() || !head.hasHost();
        if (newHost) {
            dropped |= HeadWriter.HOST;
            host(out, x, head, route);
        }
        HeadWriter.fields(out, head, dropped, x.facts.drops(route.requestEdits()));
        x.client().forwarded().append(out, head);
        x.facts.writeRequestId(out);
        x.tracks.write(out);
        byte[] visitor = x.visitor.lines();
        if (visitor != null) {
            out.writeBytes(visitor);
        }
        edits(out, x, route.requestEdits());
        bodyAndUpgrade(out, x, head);
        out.writeShort(CRLF);
        return out;
    }

    private static void bodyAndUpgrade(ByteBuf out, Exchange x, RequestHead head) {
        if (head.chunked()) {
            out.writeBytes(CHUNKED);
        }
        if (x.facts.upgradeAsked()) {
            int field = head.upgradeField();
            out.writeBytes(UPGRADE);
            out.writeBytes(head.bytes(), head.valueStart(field), head.valueEnd(field) - head.valueStart(field));
            out.writeShort(CRLF);
        } else if (head.teTrailers()) {
            out.writeBytes(TE_TRAILERS);
        }
    }

    private static boolean line(ByteBuf out, Exchange x, RequestHead head, Route route) {
        PathRewrite rewrite = route.rewrite();
        if (rewrite == null) {
            HeadWriter.requestLine(out, head);
            return true;
        }
        ByteSink path = x.home.sink();
        boolean found = rewrite.rewrite(head, path, x.home.scratch());
        if (found) {
            HeadWriter.requestLine(out, head, path.bytes(), 0, path.length());
        }
        return found;
    }

    private static void host(ByteBuf out, Exchange x, RequestHead head, Route route) {
        out.writeBytes(HOST);
        byte[] wanted = route.host();
        if (wanted != null && wanted.length > 0) {
            out.writeBytes(wanted);
        } else if (wanted == null && head.absoluteForm()) {
            head.writeAuthority(out);
        } else {
            out.writeBytes(x.attempts.at().host());
        }
        out.writeShort(CRLF);
    }

    private static void edits(ByteBuf out, Exchange x, FieldEdits edits) {
        for (int i = 0, count = edits.additions(); i < count; i++) {
            ByteSink value = x.home.sink();
            edits.additionValue(i).append(x.facts, value);
            if (value.isEmpty()) {
                continue;
            }
            out.writeBytes(edits.additionName(i));
            out.writeShort(COLON_SPACE);
            out.writeBytes(value.bytes(), 0, value.length());
            out.writeShort(CRLF);
        }
    }
}
