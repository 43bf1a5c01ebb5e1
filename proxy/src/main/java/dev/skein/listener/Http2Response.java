package dev.skein.listener;

import dev.skein.http.HeadWriter;
import dev.skein.http.ResponseHead;
import dev.skein.model.Failure;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.transport.VertxWire;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Writes the response of one stream. What the client has not taken is counted by the bytes that are written and not yet
 * gone, so that flow control and a full socket hold the server back alike. A head waits for the first bytes of its body.
 */
final class Http2Response {
    private static final long NO_ERROR = 0;
    private static final long INTERNAL_ERROR = 2;
    private static final int CONTINUE = 100;
    private static final int EARLY_HINTS = 103;

    private final Http2Connection connection;
    private final Http2Stream stream;
    private final HttpServerResponse response;
    private @Nullable ConnectionTimer slow;
    private int underWay;
    private boolean full;
    private boolean headWaits;
    private boolean ended;
    private boolean closed;

    Http2Response(Http2Connection connection, Http2Stream stream, HttpServerResponse response) {
        this.connection = connection;
        this.stream = stream;
        this.response = response;
    }

    void whenClosed(Runnable action) {
        response.closeHandler(now -> {
            closed = true;
            if (slow != null) {
                slow.remove();
            }
            action.run();
        });
        response.exceptionHandler(reset -> action.run());
    }

    /** 100 and 103, which are all that Vert.x can say; RFC 9110 §15.2 lets a client do without the others. */
    void informational(ResponseHead head) {
        if (closed) {
            return;
        }
        if (head.status() == CONTINUE) {
            response.writeContinue();
        } else if (head.status() == EARLY_HINTS) {
            MultiMap hints = MultiMap.caseInsensitiveMultiMap();
            addFields(hints, head, HeadWriter.HOP_BY_HOP | HeadWriter.CONTENT_LENGTH, null);
            response.writeEarlyHints(hints);
        }
    }

    void head(ResponseHead head, BodyKind body, ResponseEdits edits) {
        int dropped = HeadWriter.HOP_BY_HOP;
        if (head.status() == 204 || body == BodyKind.CHUNKED || body == BodyKind.UNTIL_CLOSE) {
            dropped |= HeadWriter.CONTENT_LENGTH;
        }
        response.setStatusCode(head.status());
        addFields(response.headers(), head, dropped, edits);
        headWaits = true;
    }

    private void addFields(MultiMap to, ResponseHead head, int dropped, @Nullable ResponseEdits edits) {
        ByteBuf lines = connection.allocator().heapBuffer(head.length());
        try {
            HeadWriter.fields(lines, head, dropped, edits == null ? null : edits.dropped());
            Http2Fields.add(to, lines);
        } finally {
            lines.release();
        }
        if (edits != null) {
            // Copied: the sink is used again before the head is gone.
            byte[] added = edits.lines().toArray();
            Http2Fields.add(to, added, 0, added.length);
        }
    }

    /** Returns the body's length as sent. */
    int local(LocalResponse local) {
        response.setStatusCode(local.status());
        ByteBuf text = connection.allocator().heapBuffer(512);
        try {
            LocalHead.write(text, local, connection.exchanges());
            text.skipBytes(text.bytesBefore((byte) '\n') + 1);
            Http2Fields.add(response.headers(), text);
        } finally {
            text.release();
        }
        int length = local.headOnly() ? 0 : local.body().length;
        if (length > 0) {
            body(connection.allocator().directBuffer(length).writeBytes(local.body()));
        }
        end(null);
        return length;
    }

    void body(ByteBuf data) {
        int size = data.readableBytes();
        if (closed || ended || size == 0) {
            data.release();
            return;
        }
        headWaits = false;
        underWay += size;
        full |= underWay >= connection.streamMark();
        response.write(VertxWire.wrap(data)).onComplete(done -> {
            // Vert.x leaves a pooled buffer to its owner.
            data.release();
            gone(size);
        });
    }

    private void gone(int size) {
        underWay -= size;
        if (closed) {
            return;
        }
        if (ended) {
            watchSlow();
        } else if (full) {
            drained();
        }
    }

    private void drained() {
        if (underWay <= connection.streamMark() / 2) {
            full = false;
            stopSlow();
            stream.clientWritable();
        } else {
            watchSlow();
        }
    }

    private void watchSlow() {
        if (slow == null) {
            slow = new ConnectionTimer(connection.loop(), this::tooSlow);
        }
        slow.start(connection.listening().readNanos());
    }

    private void stopSlow() {
        if (slow != null) {
            slow.stop();
        }
    }

    private void tooSlow() {
        // The end was written, too, perhaps: then only the stream itself is left to give up.
        stream.fail(Failure.CLIENT_TIMEOUT);
        reset(INTERNAL_ERROR);
    }

    void end(@Nullable ByteBuf trailers) {
        if (trailers != null) {
            if (!closed && !ended) {
                Http2Fields.add(response.trailers(), trailers);
            }
            trailers.release();
        }
        if (closed || ended) {
            return;
        }
        ended = true;
        headWaits = false;
        if (underWay > 0) {
            watchSlow();
        }
        Future<Void> written = response.end();
        written.onComplete(done -> {
            stopSlow();
            if (!stream.requestEnded()) {
                // RFC 9113 §8.1: the rest of the request is not needed.
                reset(NO_ERROR);
            }
        });
    }

    void abort() {
        ended = true;
        reset(INTERNAL_ERROR);
    }

    private void reset(long code) {
        if (!closed) {
            response.reset(code);
        }
    }

    void flush() {
        if (headWaits && !closed) {
            headWaits = false;
            response.writeHead();
        }
        if (full) {
            watchSlow();
        }
    }

    boolean writable() {
        return !full;
    }

    /** The exchange is over: a response without its end must not look whole. */
    void exchangeEnded() {
        if (!ended) {
            abort();
            stopSlow();
        }
    }
}
