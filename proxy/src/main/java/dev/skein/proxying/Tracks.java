package dev.skein.proxying;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.snapshot.Route;
import dev.skein.snapshot.Server;
import dev.skein.telemetry.Sampling;
import dev.skein.telemetry.Trace;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The tracks that an exchange leaves where requests are traced; where they aren't, each step is a look at a null. */
final class Tracks {
    private final Exchange x;
    private @Nullable Trace trace;

    Tracks(Exchange exchange) {
        this.x = exchange;
    }

    void begin() {
        trace = null;
    }

    /** The route is known, or that there is none. */
    void start(@Nullable Route route) {
        Sampling sampling = x.services.recorder().tracing().sampling();
        if (sampling != null && (route == null || route.traced())) {
            trace = Trace.begin(sampling, x.head, x.startNanos, x.outcome.startEpochMillis);
        }
    }

    /** The wait for a place is over. */
    void queued(long now) {
        if (trace != null) {
            trace.queued(x.outcome.queueNanos, now);
        }
    }

    /** Whether a field of the request does not go on. */
    boolean drops(byte[] bytes, int start, int end) {
        return trace != null && trace.drops(bytes, start, end);
    }

    /** Tells the server, in the head that goes there now. */
    void write(ByteBuf out) {
        if (trace != null) {
            ByteSink field = x.home.sink();
            trace.sending(text(x.attempts.at()), x.outcome.connectNanos, x.loop.now(), field);
            out.writeBytes(field.bytes(), 0, field.length());
        }
    }

    void answered(int status, long now) {
        if (trace != null) {
            trace.answered(status, now);
        }
    }

    /** An attempt at the server failed. */
    void failed(Server at, Failure failure) {
        if (trace != null) {
            trace.failed(text(at), failure, x.loop.now());
        }
    }

    void end() {
        Trace ended = trace;
        if (ended != null) {
            trace = null;
            ended.end(x.outcome, x.pool == null ? "" : x.pool.name());
        }
    }

    private static String text(Server server) {
        return Ascii.string(server.host(), 0, server.host().length);
    }
}
