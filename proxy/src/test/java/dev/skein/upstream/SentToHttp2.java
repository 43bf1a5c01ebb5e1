package dev.skein.upstream;

import dev.skein.http2.HpackEncoder;
import dev.skein.http2.HpackScratch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** What a server of HTTP/2 gets of a request that was written for one of HTTP/1.1. */
public final class SentToHttp2 {
    private SentToHttp2() {}

    /** @return the header block, of a connection's first request */
    public static ByteBuf block(String head) {
        ByteBuf text = Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.ISO_8859_1));
        ByteBuf out = Unpooled.buffer();
        new Http2Request(new HpackEncoder(new HpackScratch()), true).head(out, text);
        return out;
    }
}
