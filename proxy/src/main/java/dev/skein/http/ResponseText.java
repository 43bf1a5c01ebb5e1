package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;

/**
 * Writes the fields of an HTTP/2 response down as HTTP/1.1 text, to be parsed by the one strict parser, and checks what only
 * that version forbids (RFC 9113 §8.2, §8.3.2). Used again for response after response; one loop's.
 */
public final class ResponseText {
    private static final byte[] STATUS = Ascii.bytes(":status");
    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] COLON_SPACE = {':', ' '};
    private static final byte[] END = Ascii.bytes("\r\n\r\n");

    private final ByteSink text = new ByteSink();
    private boolean tooLarge;
    private String reason = "";

    /** A response begins. */
    public void begin() {
        text.clear();
        tooLarge = false;
        reason = "";
    }

    /** The fields are more than allowed; those that come no more don't matter. */
    public void tooLarge() {
        tooLarge = true;
    }

    /** One field, in the order they come: its name in {@code [start, nameEnd)}, its value behind, to {@code valueEnd}. */
    public void field(byte[] bytes, int start, int nameEnd, int valueEnd) {
        if (!reason.isEmpty()) {
            return;
        }
        if (start < nameEnd && bytes[start] == ':') {
            reason = status(bytes, start, nameEnd, valueEnd);
            return;
        }
        reason = text.isEmpty() ? "no :status in front" : FieldText.fault(bytes, start, nameEnd, valueEnd);
        if (!reason.isEmpty()) {
            return;
        }
        if (connectionSpecific(bytes, start, nameEnd)) {
            reason = "connection-specific field";
            return;
        }
        text.put(LINE_END);
        text.put(bytes, start, nameEnd);
        text.put(COLON_SPACE);
        text.put(bytes, nameEnd, valueEnd);
    }

    private String status(byte[] bytes, int start, int nameEnd, int valueEnd) {
        if (!text.isEmpty() || !Ascii.equals(bytes, start, nameEnd, STATUS)) {
            return "pseudo-header field that has no place there";
        }
        int code = 0;
        for (int i = nameEnd; i < valueEnd; i++) {
            code = bytes[i] < '0' || bytes[i] > '9' ? -1000 : code * 10 + bytes[i] - '0';
        }
        if (valueEnd - nameEnd != 3 || code < 100 || code == 101) {
            return "malformed :status";
        }
        text.put(VERSION);
        text.put(bytes, nameEnd, valueEnd);
        text.put((byte) ' ');
        text.put(ReasonPhrase.of(code));
        return "";
    }

    private static boolean connectionSpecific(byte[] bytes, int start, int nameEnd) {
        return switch (FieldKind.of(bytes, start, nameEnd)) {
            case FieldKind.CONNECTION, FieldKind.TRANSFER_ENCODING, FieldKind.UPGRADE -> true;
            case FieldKind.HOP -> FieldText.isConnectionSpecific(bytes, start, nameEnd);
            default -> false;
        };
    }

    /**
     * Parses what was written.
     *
     * @return {@link Head#COMPLETE} or {@link Head#REJECTED}
     */
    public int parse(ResponseHead head) {
        if (tooLarge) {
            return head.reject(Failure.BAD_RESPONSE, "header list larger than allowed");
        }
        if (text.isEmpty() && reason.isEmpty()) {
            reason = "no :status";
        }
        if (!reason.isEmpty()) {
            return head.reject(Failure.BAD_RESPONSE, reason);
        }
        text.put(END);
        head.append(text.bytes(), text.length());
        return head.scanAppended();
    }
}
