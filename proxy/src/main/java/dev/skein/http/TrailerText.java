package dev.skein.http;

import dev.skein.model.ByteSink;
import io.netty.buffer.ByteBuf;

/**
 * Writes the trailer fields of an HTTP/2 or 3 message down as lines of HTTP/1.1, without those that have no place there
 * (RFC 9110 §6.5.1). Used again for message after message; one loop's.
 */
public final class TrailerText {
    private static final byte[] COLON_SPACE = {':', ' '};
    private static final byte[] LINE_END = {'\r', '\n'};

    private final ByteSink lines = new ByteSink();
    private String reason = "";

    public void begin() {
        lines.clear();
        reason = "";
    }

    /** One field: its name in {@code [start, nameEnd)}, its value behind, to {@code valueEnd}. */
    public void field(byte[] bytes, int start, int nameEnd, int valueEnd) {
        if (start < nameEnd && bytes[start] == ':') {
            reason = "pseudo-header field in a trailer";
            return;
        }
        String fault = FieldText.fault(bytes, start, nameEnd, valueEnd);
        if (!fault.isEmpty()) {
            reason = fault;
        } else if (!FieldRules.forbiddenInTrailer(bytes, start, nameEnd)) {
            lines.put(bytes, start, nameEnd);
            lines.put(COLON_SPACE);
            lines.put(bytes, nameEnd, valueEnd);
            lines.put(LINE_END);
        }
    }

    /** What was wrong with the fields; empty where nothing. */
    public String reason() {
        return reason;
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Appends complete lines {@code name: value CR LF}. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(lines.bytes(), 0, lines.length());
    }
}
