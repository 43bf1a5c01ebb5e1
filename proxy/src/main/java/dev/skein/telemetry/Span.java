package dev.skein.telemetry;

import java.util.Map;

/**
 * A stretch of time in which something was done.
 *
 * @param parent the id of the span above; 0: none
 * @param attributes by OpenTelemetry's semantic conventions: texts, whole numbers
 * @param error why it failed; empty: it did not
 */
public record Span(
        long id,
        long parent,
        Kind kind,
        String name,
        long startEpochNanos,
        long endEpochNanos,
        Map<String, Object> attributes,
        String error) {

    /** Which side of a call it is. */
    public enum Kind {
        /** Of a client's request, here. */
        SERVER,
        /** Of a request to a server. */
        CLIENT,
        /** Of a phase of one of them. */
        INTERNAL
    }

    public Span {
        attributes = Map.copyOf(attributes);
    }
}
