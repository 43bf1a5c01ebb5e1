package dev.skein.coding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A body's stream in one coding. Confined to its loop. */
public sealed interface ContentEncoder permits GzipEncoder, BrotliEncoder, ZstdEncoder {

    Coding coding();

    /** What has come out of it by now; possibly nothing. Releases the data. */
    ByteBuf add(ByteBuf data, ByteBufAllocator allocator);

    /** All that was added so far: whoever reads must not wait for what comes next. */
    ByteBuf flush(ByteBufAllocator allocator);

    /** Whether something was added since the last flush. */
    boolean pending();

    /** The rest. */
    ByteBuf end(ByteBufAllocator allocator);

    /** Gives its memory back. */
    void free();
}
