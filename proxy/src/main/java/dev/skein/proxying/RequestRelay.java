package dev.skein.proxying;

import dev.skein.http.ChunkWriter;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.upstream.ServerLeg;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request on its way to the server: head, then body as it comes, with back-pressure. Where another attempt could be
 * made, the body's beginning is kept, within bounds, to be sent again.
 */
final class RequestRelay {
    /** What a kept piece counts for at the least: drops of a body take more memory than their bytes. */
    private static final int PIECE = 256;

    /** Bytes of a body, after an answer of our own. */
    private static final int SMALL = 64 * 1024;

    private static final byte[] EXPECT = Ascii.bytes("expect");

    private final Exchange x;
    private final List<ByteBuf> kept = new ArrayList<>();
    private final List<Boolean> keptRaw = new ArrayList<>();
    private long keptBytes;
    private boolean keeping;
    private boolean lost;
    private boolean ended;
    private boolean rawEnded;
    private @Nullable ByteBuf trailers;
    private long bodyBytes;
    private boolean paused;
    private boolean chosen;
    private boolean raw;

    RequestRelay(Exchange exchange) {
        this.x = exchange;
    }

    void begin() {
        keptBytes = 0;
        keeping = false;
        lost = false;
        ended = false;
        rawEnded = false;
        bodyBytes = 0;
        paused = false;
        chosen = false;
    }

    /** Whether body bytes can go on now, or must stay where they are. */
    boolean takes() {
        return x.attempts.ready() || x.response.started() || x.ended();
    }

    /**
     * Not where the payload is to be counted: then framing must not count with it. Once said it holds for the whole body,
     * since a reload may change the pool's protocol in the middle of a chunk.
     */
    boolean takesRaw() {
        if (x.pool == null) {
            return x.route != null && x.route.policy().bodyBytes() == 0;
        }
        if (!chosen) {
            chosen = true;
            raw = x.route().policy().bodyBytes() == 0 && !x.pool.policy().framesBodies();
        }
        return raw;
    }

    /** Sends the head, and what is kept of the body. */
    void sendTo(ServerLeg connection) {
        RequestHead head = x.head;
        if (chosen && raw && head.chunked() && connection.framesBodies()) {
            x.response.answer(Failure.NO_SERVER, "the pool's protocol changed under a body that came in chunks");
            return;
        }
        keeping = head.hasBody() && x.route().policy().retryOver(x.pool()).attempts() > 1 && repeatableMethod();
        ByteBuf first = RequestHeadOut.write(x);
        if (first == null) {
            x.response.answer(
                    Failure.BAD_REQUEST,
                    "no path after the rewrite of route " + x.route().name());
            return;
        }
        connection.writeHead(first);
        for (int i = 0; i < kept.size(); i++) {
            write(connection, kept.get(i).retainedDuplicate(), keptRaw.get(i));
        }
        if (ended || !head.hasBody()) {
            finish(connection);
        } else {
            x.deadlines.phase(0);
            x.client().readBody(true);
        }
    }

    void body(ByteBuf data, boolean raw) {
        int size = data.readableBytes();
        x.outcome.bytesIn += size;
        if (x.phase == Phase.TUNNEL) {
            x.deadlines.phase(x.route().policy().tunnelNanos());
            push(data, true);
            return;
        }
        bodyBytes += size;
        if (x.response.started() && !x.attempts.ready() || x.ended()) {
            data.release();
            return;
        }
        long limit = x.route().policy().bodyBytes();
        if (limit > 0 && bodyBytes > limit) {
            data.release();
            x.response.refuse(Failure.BODY_TOO_LARGE, "body over " + limit + " bytes");
            return;
        }
        keep(data, raw);
        push(data, raw);
    }

    private void push(ByteBuf data, boolean raw) {
        ServerLeg connection = x.attempts.connection();
        write(connection, data, raw);
        if (!connection.writable() && !paused) {
            paused = true;
            if (x.phase != Phase.TUNNEL) {
                x.deadlines.phase(x.route().policy().stallNanosOver(x.pool()));
            }
            // In this order: the flush may make the server writable again at once, and say so.
            x.client().readBody(false);
            connection.flush();
        }
    }

    private void keep(ByteBuf data, boolean raw) {
        if (!keeping) {
            lost = true;
            return;
        }
        keptBytes += Math.max(data.readableBytes(), PIECE);
        if (keptBytes > x.route().policy().retryOver(x.pool()).bodyBytes()) {
            lost = true;
            keeping = false;
            free();
        } else {
            kept.add(data.retainedDuplicate());
            keptRaw.add(raw);
        }
    }

    private void write(ServerLeg connection, ByteBuf data, boolean raw) {
        if (!x.head.chunked() || raw || connection.framesBodies()) {
            connection.write(data);
            return;
        }
        ByteBuf size = x.loop.allocator().directBuffer(ChunkWriter.MAX_HEADER);
        ChunkWriter.header(size, data.readableBytes());
        connection.write(size);
        connection.write(data);
        ByteBuf end = x.loop.allocator().directBuffer(2);
        ChunkWriter.lineEnd(end);
        connection.write(end);
    }

    void end(@Nullable ByteBuf trailerLines, boolean rawEnd) {
        ended = true;
        rawEnded = rawEnd;
        trailers = x.trailers.ofRequest(x, trailerLines);
        if (x.attempts.ready()) {
            finish(x.attempts.connection());
        }
    }

    private void finish(ServerLeg connection) {
        if (x.head.chunked() && !rawEnded && !connection.framesBodies()) {
            ByteBuf last = x.loop.allocator().directBuffer(64);
            if (trailers == null) {
                ChunkWriter.last(last);
            } else {
                ChunkWriter.lastHeader(last);
                last.writeBytes(trailers, trailers.readerIndex(), trailers.readableBytes());
                ChunkWriter.lineEnd(last);
            }
            connection.write(last);
        }
        connection.requestEnded(trailers);
        if (!x.response.started()) {
            x.response.await();
        }
    }

    /** The server takes more again. */
    void serverWritable() {
        if (paused) {
            paused = false;
            x.response.await();
            x.client().readBody(true);
        }
    }

    /** Whether the request may be sent to another server: nothing would be done twice that must not be. */
    boolean repeatable() {
        return repeatableMethod() && !lost;
    }

    private boolean repeatableMethod() {
        return x.head.method().idempotent() || x.route().policy().idempotent();
    }

    /**
     * Whether so little of the request can be left that it may be read for nobody, so that the connection lives on. Not where
     * the client waits to be asked for it: having got an answer, it may send the body or not (RFC 9110 §10.1.1).
     */
    boolean restIsSmall() {
        long length = x.head.contentLength();
        return length > 0 && length <= SMALL && !x.head.chunked() && x.head.find(EXPECT, 0) < 0;
    }

    /** The next attempt starts from the beginning. */
    void rewind() {
        paused = false;
        if (!ended()) {
            x.client().readBody(false);
        }
    }

    /** Whether the client has sent all of its request. */
    boolean ended() {
        return ended || !x.head.hasBody();
    }

    void free() {
        kept.forEach(ByteBuf::release);
        kept.clear();
        keptRaw.clear();
        if (trailers != null && x.ended()) {
            trailers.release();
            trailers = null;
        }
    }
}
