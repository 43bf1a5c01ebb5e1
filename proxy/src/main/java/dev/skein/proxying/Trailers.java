package dev.skein.proxying;

import dev.skein.model.FieldFilter;
import dev.skein.snapshot.Route;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Fields behind a body. Many servers put them among those of the head, and so what may not come there, since the proxy says it
 * itself, has it removed or had somebody decide by it, may not come here either. Confined to its loop.
 */
final class Trailers {
    private static final int FIRST_NAME = 64;

    /** A field's name, since filters look at arrays. */
    private byte[] name = {};

    /** The lines that go on to the server; takes the buffer over. */
    @Nullable
    ByteBuf ofRequest(Exchange x, @Nullable ByteBuf lines) {
        Route route = x.route;
        return lines == null || route == null ? lines : kept(lines, x.facts.trailerDrops(route.requestEdits()));
    }

    /**
     * The lines that go on to the client; takes the buffer over. Only to one that said it takes them ({@code TE: trailers},
     * RFC 9110 §6.5.1), or that makes a call of gRPC, which cannot do without.
     *
     * @param asItCame whether the body is the server's to the byte: sums of another one are not passed on
     */
    @Nullable
    ByteBuf ofResponse(Exchange x, @Nullable ByteBuf lines, boolean asItCame) {
        if (lines == null) {
            return null;
        }
        if (!x.head.teTrailers() && !GrpcAnswers.asked(x)) {
            lines.release();
            return null;
        }
        ByteBuf kept = kept(lines, x.facts.responseDrops(x.route().responseEdits()));
        return asItCame || kept == null ? kept : kept(kept, ResponseCoding::describes);
    }

    /**
     * Takes what is dropped out of the buffer. Where nothing is, as nearly always, nothing is written.
     *
     * @param lines complete, each {@code Name: value CR LF}
     */
    @Nullable
    ByteBuf kept(ByteBuf lines, FieldFilter drops) {
        int end = lines.writerIndex();
        int kept = lines.readerIndex();
        for (int start = kept, next; start < end; start = next) {
            int colon = lines.indexOf(start, end, (byte) ':');
            next = lines.indexOf(colon, end, (byte) '\n') + 1;
            if (!drops.drops(name(lines, start, colon), 0, colon - start)) {
                if (kept < start) {
                    lines.setBytes(kept, lines, start, next - start);
                }
                kept += next - start;
            }
        }
        lines.writerIndex(kept);
        if (lines.isReadable()) {
            return lines;
        }
        lines.release();
        return null;
    }

    private byte[] name(ByteBuf lines, int start, int colon) {
        if (name.length < colon - start) {
            name = new byte[Math.max(colon - start, FIRST_NAME)];
        }
        lines.getBytes(start, name, 0, colon - start);
        return name;
    }
}
