package dev.skein.listener;

import dev.skein.http.HeadWriter;
import dev.skein.http.ResponseHead;
import dev.skein.model.Ascii;
import dev.skein.model.Protocol;
import dev.skein.proxying.ResponseEdits;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Writes heads of responses as HTTP/1.1 text (RFC 9112). */
final class Http1Heads {
    static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: upgrade\r\n");
    private static final int CRLF = '\r' << 8 | '\n';

    private Http1Heads() {}

    /** A whole 1xx head. */
    static ByteBuf informational(Channel channel, ResponseHead head, ResponseEdits edits) {
        ByteBuf out = channel.alloc().directBuffer(head.length() + 16);
        HeadWriter.statusLine(out, head);
        HeadWriter.fields(out, head, HeadWriter.HOP_BY_HOP | HeadWriter.CONTENT_LENGTH, edits.dropped());
        out.writeShort(CRLF);
        return out;
    }

    /**
     * Status line and fields of a final head, or of a 101.
     *
     * @param lengthTold whether Content-Length may stand: with another framing it would contradict, and 1xx and 204 have none
     */
    static void write(ByteBuf out, ResponseHead head, BodyKind body, ResponseEdits edits, boolean lengthTold) {
        int dropped = HeadWriter.HOP_BY_HOP;
        if (!lengthTold || head.status() < 200 || head.status() == 204) {
            dropped |= HeadWriter.CONTENT_LENGTH;
        }
        if (body == BodyKind.TUNNEL) {
            dropped &= ~HeadWriter.UPGRADE;
        }
        HeadWriter.statusLine(out, head);
        HeadWriter.fields(out, head, dropped, edits.dropped());
        out.writeBytes(edits.lines().bytes(), 0, edits.lines().length());
    }

    /** What becomes of the connection, and the empty line. */
    static void connection(ByteBuf out, boolean tunnel, boolean keepAlive, Protocol protocol) {
        if (tunnel) {
            out.writeBytes(UPGRADE);
        } else if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (protocol == Protocol.HTTP_1_0) {
            out.writeBytes(KEEP_ALIVE);
        }
        out.writeShort(CRLF);
    }
}
