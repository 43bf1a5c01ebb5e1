package dev.skein.fuzz;

import dev.skein.conformance.Message;
import dev.skein.http.GuardPolicy;
import dev.skein.http.Head;
import dev.skein.http.RequestHead;
import dev.skein.http.ResponseHead;
import dev.skein.http.ResponseText;
import dev.skein.http2.HpackDecoder;
import dev.skein.http2.HpackScratch;
import dev.skein.listener.ToldByHttp2;
import dev.skein.upstream.SentToHttp2;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Heads that change their version on the way: Netty's reader of HTTP/2 says what they are there. */
final class FieldTargets {
    private static final String STATUS = ":status:";

    private FieldTargets() {}

    /** From HTTP/1.1 to a server of HTTP/2. */
    static void request(byte[] data) {
        RequestHead head = new RequestHead(HeadTargets.LIMITS, GuardPolicy.DEFAULT);
        if (HeadTargets.read(head, List.of(Pieces.of(data).all())) != Head.COMPLETE) {
            return;
        }
        String text = PassedOn.lines(head) + "\r\n";
        Message sent = PassedOn.strict(text, false);
        List<String> read = read(SentToHttp2.block(text));
        Pieces.same(
                List.of(
                        ":method:" + sent.method(),
                        ":scheme:https",
                        ":authority:" + sent.values("host").getFirst(),
                        ":path:" + sent.target()),
                read.subList(0, 4));
        Pieces.same(lower(PassedOn.kept(PassedOn.fields(sent))), read.subList(4, read.size()));
    }

    /** From a server of HTTP/1.1 to a client of HTTP/2, and from one of HTTP/2 to a client of HTTP/1.1. */
    static void response(byte[] data) {
        Pieces pieces = Pieces.of(data);
        ResponseHead head = new ResponseHead(HeadTargets.LIMITS);
        if (HeadTargets.read(head, List.of(pieces.all())) == Head.COMPLETE) {
            List<String> read = read(ToldByHttp2.block(head));
            Pieces.same(STATUS + head.status(), read.getFirst());
            Pieces.same(lower(PassedOn.kept(PassedOn.fields(head))), PassedOn.kept(read.subList(1, read.size())));
        }
        fromHttp2(pieces.all());
    }

    private static void fromHttp2(byte[] block) {
        ResponseText text = new ResponseText();
        text.begin();
        int result = new HpackDecoder(new HpackScratch(), 4096)
                .of(block, 0, block.length)
                .decode(text::field, 8192);
        ResponseHead head = new ResponseHead(HeadTargets.LIMITS);
        List<String> came = result == HpackDecoder.COMPLETE ? decoded(Unpooled.wrappedBuffer(block)) : null;
        if (came == null || text.parse(head) != Head.COMPLETE) {
            return;
        }
        Message told = PassedOn.strict(HeadTargets.lines(head), true);
        Pieces.same(came.getFirst(), STATUS + told.status());
        Pieces.same(PassedOn.kept(came.subList(1, came.size())), PassedOn.kept(PassedOn.fields(told)));
    }

    private static List<String> lower(List<String> lines) {
        return lines.stream()
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                        + line.substring(line.indexOf(':')))
                .toList();
    }

    private static List<String> read(ByteBuf block) {
        List<String> read = decoded(block);
        if (read == null) {
            throw new AssertionError("a block that nobody reads");
        }
        return read;
    }

    /** Each as {@code name:value}; null where it is malformed. */
    private static @Nullable List<String> decoded(ByteBuf block) {
        try {
            Http2Headers headers = new DefaultHttp2HeadersDecoder(true).decodeHeaders(1, block);
            List<String> lines = new ArrayList<>();
            headers.forEach(field -> lines.add(field.getKey() + ":" + field.getValue()));
            return lines;
        } catch (Http2Exception e) {
            return null;
        }
    }
}
