package dev.skein.listener;

import dev.skein.http.ChunkScanner;
import dev.skein.http.RequestHead;
import dev.skein.model.Failure;
import dev.skein.proxying.Exchange;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the body of one request after the other: by length, or chunk by chunk (RFC 9112 §6, §7). */
final class Http1Body {
    /** What {@link #read} says. */
    enum Progress {
        /** Nothing can be taken now. */
        STUCK,
        /** Something was taken, and more may come. */
        MORE,
        /** The body is over. */
        ENDED,
        /** The body breaks the rules. */
        BROKEN
    }

    private final Http1Connection connection;
    private @Nullable ChunkScanner chunks;
    private @Nullable ByteBuf trailers;
    private boolean chunked;
    private long remaining;

    Http1Body(Http1Connection connection) {
        this.connection = connection;
    }

    /** A request begins; whether it has a body. */
    boolean expect(RequestHead head) {
        chunked = head.chunked();
        remaining = Math.max(0, head.contentLength());
        if (chunked) {
            if (chunks == null) {
                chunks = ChunkScanner.forRequests();
            }
            chunks.reset();
        }
        return chunked || remaining > 0;
    }

    /** Hands on what has come. The exchange may be over afterwards. */
    Progress read(ByteBuf in, Exchange exchange) {
        if (!exchange.takesBody()) {
            return Progress.STUCK;
        }
        return chunked ? chunks(in, exchange) : length(in, exchange);
    }

    private Progress length(ByteBuf in, Exchange exchange) {
        int part = (int) Math.min(remaining, in.readableBytes());
        remaining -= part;
        exchange.requestBody(in.readRetainedSlice(part), false);
        if (remaining > 0) {
            return Progress.MORE;
        }
        if (connection.requests.carries(exchange)) {
            exchange.requestEnd(null, false);
        }
        return Progress.ENDED;
    }

    /** Takes what has come of a body of known length, for nobody; whether it is over. */
    boolean skip(ByteBuf in) {
        int part = (int) Math.min(remaining, in.readableBytes());
        remaining -= part;
        in.skipBytes(part);
        return remaining == 0;
    }

    /** Hands on whatever has come, if it can be taken. */
    static boolean tunnel(ByteBuf in, Exchange exchange) {
        if (!exchange.takesBody()) {
            return false;
        }
        exchange.requestBody(in.readRetainedSlice(in.readableBytes()), false);
        return true;
    }

    /** Takes whatever has come, for nobody. */
    static boolean discard(ByteBuf in) {
        in.skipBytes(in.readableBytes());
        return true;
    }

    private Progress chunks(ByteBuf in, Exchange exchange) {
        ChunkScanner scanner = Objects.requireNonNull(chunks);
        int part = exchange.takesRawChunks() ? scanner.scanRaw(in) : 0;
        if (part == 0) {
            return chunk(in, exchange, scanner);
        }
        boolean finished = scanner.finished();
        exchange.requestBody(in.readRetainedSlice(part), true);
        return finished ? ended(exchange, true) : Progress.MORE;
    }

    private Progress chunk(ByteBuf in, Exchange exchange, ChunkScanner scanner) {
        switch (scanner.next(in)) {
            case ChunkScanner.DATA -> exchange.requestBody(in.readRetainedSlice(scanner.dataLength()), false);
            case ChunkScanner.TRAILER_FIELD -> {
                if (trailers == null) {
                    trailers = connection.channel().alloc().buffer(256);
                }
                scanner.writeTrailer(trailers);
            }
            case ChunkScanner.END -> {
                return ended(exchange, false);
            }
            case ChunkScanner.MALFORMED -> {
                exchange.clientBroke(Failure.BAD_REQUEST, scanner.reason());
                return Progress.BROKEN;
            }
            default -> {
                // All was consumed; more must come.
            }
        }
        return Progress.MORE;
    }

    private Progress ended(Exchange exchange, boolean rawEnd) {
        ByteBuf lines = trailers;
        trailers = null;
        if (connection.requests.carries(exchange)) {
            exchange.requestEnd(lines, rawEnd);
        } else if (lines != null) {
            lines.release();
        }
        return Progress.ENDED;
    }

    /** Whatever is left of it is for nobody. */
    void drop() {
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }
}
