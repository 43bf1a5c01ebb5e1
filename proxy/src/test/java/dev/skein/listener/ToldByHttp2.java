package dev.skein.listener;

import dev.skein.http.ResponseHead;
import dev.skein.http2.HpackEncoder;
import dev.skein.http2.HpackScratch;
import dev.skein.proxying.ResponseEdits;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What a client of HTTP/2 gets of a response's head. */
public final class ToldByHttp2 {
    private ToldByHttp2() {}

    /** @return the header block, of a connection's first response */
    public static ByteBuf block(ResponseHead head) {
        ByteBuf out = Unpooled.buffer();
        HeaderBlocks.write(new HpackEncoder(new HpackScratch()), out, head, BodyKind.LENGTH, new ResponseEdits());
        return out;
    }
}
