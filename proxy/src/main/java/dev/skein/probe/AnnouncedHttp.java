package dev.skein.probe;

import dev.skein.http.ChunkScanner;
import dev.skein.http.Head;
import dev.skein.http.HeadLimits;
import dev.skein.http.Method;
import dev.skein.http.ResponseHead;
import dev.skein.model.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The check by HTTP on a connection that began with the PROXY protocol, which Vert.x's client can't write: the answer is
 * read as those of traffic are. Confined to the prober's event loop.
 */
final class AnnouncedHttp {
    private static final HeadLimits LIMITS = new HeadLimits(8 * 1024, 64 * 1024, 200);

    private final NetSocket socket;
    private final Attempt attempt;
    private final ProbeSpec.Http spec;
    private final HttpCheck check;
    private final ByteBuf in = Unpooled.buffer();
    private final ResponseHead head = new ResponseHead(LIMITS);
    private @Nullable ChunkScanner chunks;
    /** Bytes of the body that are still to come; below 0: to the connection's end. */
    private long left = -1;

    private boolean begun;

    AnnouncedHttp(NetSocket socket, Attempt attempt, ProbeSpec.Http spec, Context context) {
        this.socket = socket;
        this.attempt = attempt;
        this.spec = spec;
        this.check = new HttpCheck(attempt, spec, context);
    }

    void begin() {
        attempt.opened(socket::close);
        if (attempt.over()) {
            return;
        }
        attempt.phase("while waiting for an answer");
        socket.exceptionHandler(attempt::failed);
        socket.closeHandler(closed -> ended());
        socket.handler(this::received);
        String host = spec.host();
        StringBuilder request = new StringBuilder(spec.method())
                .append(' ')
                .append(spec.path())
                .append(" HTTP/1.1\r\nHost: ")
                .append(host != null ? host : attempt.target().authority())
                .append("\r\nUser-Agent: skein-probe\r\nAccept: */*\r\nConnection: close\r\n");
        spec.headers()
                .forEach(field -> request.append(field.name())
                        .append(": ")
                        .append(field.value())
                        .append("\r\n"));
        socket.write(Buffer.buffer(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1)));
    }

    private void received(Buffer bytes) {
        in.writeBytes(bytes.getBytes());
        while (!attempt.over() && in.isReadable() && (begun ? body() : head())) {
            // As much as there is.
        }
    }

    /** Whether something of it can be read on. */
    private boolean head() {
        int result = head.read(in);
        if (result == Head.REJECTED) {
            attempt.failed("malformed answer: " + head.reason());
            return false;
        }
        if (result == Head.COMPLETE && head.informational()) {
            head.reset();
        } else if (result == Head.COMPLETE) {
            begun = true;
            check.head(head.status(), this::field);
            framing();
        }
        return result == Head.COMPLETE;
    }

    private @Nullable String field(String name) {
        int field = head.find(Ascii.bytes(name.toLowerCase(Locale.ROOT)), 0);
        return field < 0 ? null : Ascii.string(head.bytes(), head.valueStart(field), head.valueEnd(field));
    }

    private void framing() {
        Method method = spec.method().equals("HEAD") ? Method.HEAD : Method.GET;
        if (head.bodiless(method) || head.contentLength() == 0) {
            check.judge();
        } else if (head.chunked()) {
            chunks = ChunkScanner.forResponses();
        } else {
            left = head.contentLength();
        }
    }

    private boolean body() {
        ChunkScanner scanner = chunks;
        if (scanner == null) {
            int part = left < 0 ? in.readableBytes() : (int) Math.min(left, in.readableBytes());
            take(part);
            left -= left < 0 ? 0 : part;
            if (left == 0) {
                check.judge();
            }
            return left > 0;
        }
        switch (scanner.next(in)) {
            case ChunkScanner.DATA -> take(scanner.dataLength());
            case ChunkScanner.END -> check.judge();
            case ChunkScanner.MALFORMED -> check.broken();
            default -> {
                // A trailer, or more must come.
            }
        }
        return !scanner.finished();
    }

    private void take(int length) {
        byte[] part = ByteBufUtil.getBytes(in, in.readerIndex(), length);
        in.skipBytes(length).discardSomeReadBytes();
        if (check.enough(Buffer.buffer(part))) {
            check.judge();
        }
    }

    private void ended() {
        if (!begun) {
            attempt.failed("connection closed before an answer");
        } else if (left < 0 && chunks == null) {
            check.judge();
        } else {
            check.broken();
        }
    }
}
