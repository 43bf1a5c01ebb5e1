package dev.skein.listener;

import dev.skein.http.ReasonPhrase;
import dev.skein.model.Ascii;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.LocalResponse;
import io.netty.buffer.ByteBuf;

/** Writes the head of a response of our own as HTTP/1.1 text, all but {@code Connection} and the empty line. */
final class LocalHead {
    private static final byte[] HTTP = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] DATE = Ascii.bytes("\r\nDate: ");
    private static final byte[] LENGTH = Ascii.bytes("\r\nContent-Length: ");
    private static final byte[] TYPE = Ascii.bytes("\r\nContent-Type: ");
    private static final int CRLF = '\r' << 8 | '\n';

    private LocalHead() {}

    static void write(ByteBuf out, LocalResponse response, ExchangePool exchanges) {
        out.writeBytes(HTTP);
        digits(out, response.status());
        out.writeByte(' ');
        out.writeBytes(Ascii.bytes(ReasonPhrase.of(response.status())));
        out.writeBytes(DATE);
        exchanges.date().writeTo(out, exchanges.loop().ticker().epochMillis());
        if (response.status() != 204 && response.status() != 304) {
            out.writeBytes(LENGTH);
            digits(out, response.body().length);
        }
        if (!response.contentType().isEmpty()) {
            out.writeBytes(TYPE);
            out.writeBytes(Ascii.bytes(response.contentType()));
        }
        out.writeShort(CRLF);
        out.writeBytes(response.lines());
    }

    private static void digits(ByteBuf out, int value) {
        out.writeBytes(Ascii.bytes(Integer.toString(value)));
    }
}
