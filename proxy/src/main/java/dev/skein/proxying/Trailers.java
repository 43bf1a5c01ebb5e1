package dev.skein.proxying;

import dev.skein.model.FieldFilter;
import dev.skein.snapshot.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * Fields behind a body. Many servers put them among those of the head, and so what may not come there, since the proxy says it
 * itself or has it removed, may not come here either.
 */
final class Trailers {
    private Trailers() {}

    /** The lines that go on to the server; takes the buffer over. */
    static @Nullable ByteBuf ofRequest(Exchange x, @Nullable ByteBuf lines) {
        Route route = x.route;
        return lines == null || route == null ? lines : kept(lines, x.facts.drops(route.requestEdits()));
    }

    /** The lines that go on to the client; takes the buffer over. */
    static @Nullable ByteBuf ofResponse(Exchange x, @Nullable ByteBuf lines) {
        return lines == null
                ? null
                : kept(lines, x.facts.responseDrops(x.route().responseEdits()));
    }

    /** @param lines complete, each {@code Name: value CR LF} */
    private static @Nullable ByteBuf kept(ByteBuf lines, FieldFilter drops) {
        byte[] bytes = ByteBufUtil.getBytes(lines);
        lines.clear();
        for (int start = 0; start < bytes.length; ) {
            int colon = start;
            while (bytes[colon] != ':') {
                colon++;
            }
            int end = colon;
            while (bytes[end++] != '\n') {
                // Behind the line's end then.
            }
            if (!drops.drops(bytes, start, colon)) {
                lines.writeBytes(bytes, start, end - start);
            }
            start = end;
        }
        if (lines.isReadable()) {
            return lines;
        }
        lines.release();
        return null;
    }
}
