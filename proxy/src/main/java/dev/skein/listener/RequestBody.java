package dev.skein.listener;

import dev.skein.http.RequestHead;
import dev.skein.http.TrailerText;
import dev.skein.model.Failure;
import dev.skein.proxying.Exchange;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The body of one stream's request, in HTTP/2 or 3. It goes on as the exchange takes it, and only then the client may send
 * more. What waits is copied together, so that small frames do not hold large buffers.
 */
final class RequestBody {
    private static final int UNKNOWN = -1;
    private static final int HELD_BYTES = 8192;

    private final BodyStream stream;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private @Nullable ConnectionTimer stall;
    private @Nullable ByteBuf trailers;
    private long expected;
    private long received;
    private boolean wanted;
    private boolean tunnel;
    private boolean paused;
    private boolean ended;

    RequestBody(BodyStream stream) {
        this.stream = stream;
    }

    /**
     * A request begins.
     *
     * @param head null where it was refused
     * @param whole whether it has no body
     */
    void begin(@Nullable RequestHead head, boolean whole) {
        expected = head == null ? UNKNOWN : head.contentLength();
        received = 0;
        tunnel = head != null && head.tunnels();
        wanted = tunnel || head != null && head.hasBody();
        paused = wanted;
        ended = whole;
    }

    /** A part of it, now ours. */
    void data(ByteBuf part) {
        int size = part.readableBytes();
        received += size;
        Exchange current = stream.exchange();
        if (expected != UNKNOWN && received > expected) {
            part.release();
            stream.mismatch();
        } else if (current == null) {
            // The response waits for its end to be sent, and this for nobody.
            part.release();
            stream.unwanted(size);
        } else if (held.isEmpty() && !paused && current.takesBody()) {
            pass(current, part);
            taken(current);
        } else {
            hold(part);
            stopStall();
            stream.waits(true);
        }
    }

    private void pass(Exchange current, ByteBuf part) {
        int size = part.readableBytes();
        current.requestBody(part, false);
        if (stream.exchange() == current) {
            stream.used(size);
        }
    }

    private void hold(ByteBuf part) {
        ByteBuf last = held.peekLast();
        int size = part.readableBytes();
        if (last == null || last.writableBytes() < size) {
            last = stream.loop().allocator().directBuffer(Math.max(size, HELD_BYTES));
            held.add(last);
        }
        last.writeBytes(part);
        part.release();
    }

    /** The client has sent all, perhaps with trailers. */
    void end(@Nullable TrailerText lines) {
        if (expected != UNKNOWN && received != expected) {
            stream.mismatch();
            return;
        }
        ended = true;
        stream.remoteEnd();
        stopStall();
        Exchange current = stream.exchange();
        if (current != null && wanted) {
            if (lines != null) {
                trailers = stream.loop().allocator().directBuffer(256);
                lines.writeTo(trailers);
            }
            tellEnd(current);
            if (stream.exchange() == current) {
                current.flushServer();
            }
        }
        stream.settle();
    }

    private void tellEnd(Exchange current) {
        if (ended && wanted && held.isEmpty() && tunnel) {
            if (!paused) {
                wanted = false;
                current.clientHalfClosed();
            }
        } else if (ended && wanted && held.isEmpty()) {
            wanted = false;
            ByteBuf lines = trailers;
            trailers = null;
            current.requestEnd(lines, false);
        }
    }

    /** The server speaks the other protocol now: what the client has sent of it goes on. */
    void becomeTunnel() {
        read(true);
    }

    /** Whether both directions are for themselves: the end of one is not that of the other. */
    boolean tunnel() {
        return tunnel;
    }

    /** The exchange takes more, or wants no more for now. */
    void read(boolean on) {
        Exchange current = stream.exchange();
        paused = !on;
        if (!on) {
            stopStall();
        } else if (current != null) {
            while (!held.isEmpty() && !paused && stream.exchange() == current && current.takesBody()) {
                pass(current, held.remove());
            }
            if (stream.exchange() == current) {
                tellEnd(current);
            }
            taken(current);
            if (held.isEmpty()) {
                stream.waits(false);
            }
        }
    }

    private void taken(Exchange current) {
        if (stream.exchange() != current) {
            return;
        }
        if (!ended && !paused && held.isEmpty() && !tunnel) {
            if (stall == null) {
                stall = new ConnectionTimer(stream.loop(), this::stalled);
            }
            stall.start(stream.listening().bodyNanos());
        }
        current.flushServer();
    }

    private void stopStall() {
        if (stall != null) {
            stall.stop();
        }
    }

    private void stalled() {
        Exchange current = stream.exchange();
        if (current != null) {
            current.clientBroke(Failure.CLIENT_TIMEOUT, "request body stalled");
        }
    }

    /** The exchange is over: nothing is waited for. */
    void stop() {
        stopStall();
        wanted = false;
        while (!held.isEmpty()) {
            held.remove().release();
        }
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }
}
