package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.RequestView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One exchange while it is traced: its context goes on to the server, and if it is sampled, what happens becomes spans:
 * the exchange, each attempt below it, and phases (queue, connect, first byte, body). Made only while tracing is on.
 * Confined to the exchange's loop; all times are nanoseconds of its ticker.
 */
public final class Trace {
    private static final byte[] NAME = Ascii.bytes("traceparent: 00-");
    private static final byte[] SAMPLED = Ascii.bytes("-01\r\n");
    private static final byte[] NOT_SAMPLED = Ascii.bytes("-00\r\n");

    private final Sampling sampling;
    private final TraceContext context;
    /** Whether the client's own context goes on: then what belongs to it does, too. */
    private final boolean continued;

    private final @Nullable TraceContext brought;
    private final long id;
    private final long startNanos;
    private final long startEpochNanos;
    private final List<Span> spans = new ArrayList<>();
    /** When what came last ended. */
    private long mark;

    private int attempts;
    /** Of the attempt that was sent and has not ended; 0: none. */
    private long attempt;

    private long attemptBegin;
    private long sent;
    private long answered;
    private int status;
    private String server = "";

    private Trace(Sampling sampling, @Nullable TraceContext brought, long startNanos, long startEpochMillis) {
        this.sampling = sampling;
        this.brought = brought;
        this.context = sampling.context(brought);
        this.continued = brought != null && sampling.continues();
        this.id = Sampling.id();
        this.startNanos = startNanos;
        this.startEpochNanos = TimeUnit.MILLISECONDS.toNanos(startEpochMillis);
        this.mark = startNanos;
    }

    /** For a request whose head is complete. */
    public static Trace begin(Sampling sampling, RequestView head, long startNanos, long startEpochMillis) {
        return new Trace(sampling, TraceContext.of(head), startNanos, startEpochMillis);
    }

    /** Whether a field of the request does not go on: the context that is replaced, and what belonged to another one. */
    public boolean drops(byte[] bytes, int start, int end) {
        return Ascii.equalsIgnoreCase(bytes, start, end, TraceContext.PARENT)
                || !continued && Ascii.equalsIgnoreCase(bytes, start, end, TraceContext.STATE);
    }

    /** A place in line was had for so long. */
    public void queued(long waitedNanos, long now) {
        phase("queue", id, now - waitedNanos, now);
        mark = now;
    }

    /**
     * A request is about to be sent to a server.
     *
     * @param connectNanos how long connecting just took; 0: there was a connection
     * @param field takes the line of the head that tells the server
     */
    public void sending(String to, long connectNanos, long now, ByteSink field) {
        begin(to, now - Math.max(0, connectNanos));
        if (connectNanos > 0) {
            phase("connect", attempt, now - connectNanos, now);
        }
        sent = now;
        field.put(NAME);
        field.hex(context.high());
        field.hex(context.low());
        field.put((byte) '-');
        // Who records nothing here has no span to be below.
        field.hex(context.sampled() || !continued ? attempt : context.parent());
        field.put(context.sampled() ? SAMPLED : NOT_SAMPLED);
    }

    private void begin(String to, long at) {
        attempt = Sampling.id();
        attempts++;
        server = to;
        attemptBegin = at;
        sent = 0;
        answered = 0;
        status = 0;
    }

    /** The response's head came. */
    public void answered(int status, long now) {
        this.status = status;
        answered = now;
        phase("first byte", attempt, sent, now);
    }

    /** The attempt failed; there may be another. */
    public void failed(String at, Failure failure, long now) {
        if (attempt == 0) {
            // It never came to sending: all of it was connecting.
            begin(at, mark);
            phase("connect", attempt, mark, now);
        }
        endAttempt(failure, now);
    }

    private void endAttempt(Failure failure, long now) {
        if (attempt == 0) {
            return;
        }
        if (answered > 0) {
            phase("body", attempt, answered, now);
        }
        if (context.sampled()) {
            String error = failure != Failure.NONE ? word(failure) : status >= 400 ? Integer.toString(status) : "";
            Map<String, Object> attributes = SpanAttributes.ofAttempt(server, attempts, status, error);
            spans.add(new Span(
                    attempt, id, Span.Kind.CLIENT, "to " + server, epoch(attemptBegin), epoch(now), attributes, error));
        }
        attempt = 0;
        mark = now;
    }

    /** The exchange ended: its head can be read for the last time. */
    public void end(Outcome outcome, String pool) {
        long now = startNanos + outcome.totalNanos;
        endAttempt(outcome.failure, now);
        RequestView head = outcome.request;
        if (!context.sampled() || head == null) {
            return;
        }
        String error = outcome.failure != Failure.NONE
                ? word(outcome.failure)
                : outcome.status >= 500 ? Integer.toString(outcome.status) : "";
        String name = SpanAttributes.method(head) + (outcome.route.isEmpty() ? "" : " " + outcome.route);
        Map<String, Object> attributes = SpanAttributes.ofExchange(outcome, head, pool, error);
        List<Span> all = new ArrayList<>(spans.size() + 1);
        all.add(new Span(
                id,
                context.parent(),
                Span.Kind.SERVER,
                name,
                startEpochNanos,
                epoch(now),
                attributes,
                clientsFault(outcome) ? "" : error));
        all.addAll(spans);
        sampling.sink().offer(new Traced(context.high(), context.low(), state(head), linked(), all));
    }

    /** By the conventions, a server's span is no error where the client is to blame. */
    private static boolean clientsFault(Outcome outcome) {
        return outcome.status >= 400 && outcome.status < 500;
    }

    private List<Long> linked() {
        return brought == null || continued ? List.of() : List.of(brought.high(), brought.low(), brought.parent());
    }

    /** Of several fields each has its part (W3C Trace Context §3.3.1). */
    private String state(RequestView head) {
        StringJoiner all = new StringJoiner(",");
        int field = continued ? head.find(TraceContext.STATE, 0) : -1;
        while (field >= 0) {
            all.add(Ascii.string(head.bytes(), head.valueStart(field), head.valueEnd(field)));
            field = head.find(TraceContext.STATE, field + 1);
        }
        return all.toString();
    }

    private void phase(String name, long of, long from, long to) {
        if (context.sampled()) {
            long phase = Sampling.id();
            spans.add(new Span(phase, of, Span.Kind.INTERNAL, name, epoch(from), epoch(to), Map.of(), ""));
        }
    }

    private long epoch(long nanos) {
        return startEpochNanos + (nanos - startNanos);
    }

    private static String word(Failure failure) {
        return failure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
