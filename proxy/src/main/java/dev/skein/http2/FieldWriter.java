package dev.skein.http2;

import io.netty.buffer.ByteBuf;

/** Writes header blocks of one direction of one connection, whichever way they are compressed. */
public interface FieldWriter {

    /** A block begins. */
    void begin(ByteBuf out);

    /** The pseudo-field of a response, 100 to 999; the first of its block. */
    void status(ByteBuf out, int status);

    /** A field; its name is written in lower case. */
    void field(ByteBuf out, byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd);
}
