package dev.skein.telemetry;

import java.util.List;

/**
 * One exchange, recorded.
 *
 * @param high first half of the trace's id, {@code low} the second
 * @param state {@code tracestate} as the client sent it; empty: none
 * @param linked where the client's own trace was not continued: its span, as {@code [high, low, span]}; else empty
 * @param spans the exchange's own first
 */
public record Traced(long high, long low, String state, List<Long> linked, List<Span> spans) {
    public Traced {
        linked = List.copyOf(linked);
        spans = List.copyOf(spans);
    }
}
