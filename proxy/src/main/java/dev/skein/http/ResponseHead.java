package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.Failure;

/** The head of a response from a server. Whatever is wrong with it is the server's fault: 502. */
public final class ResponseHead extends Head {
    private static final int VERSION = 9;

    private static final byte[] TIMEOUT = Ascii.bytes("timeout=");
    /** The only field that ends at this hop and has a name as long as this. */
    private static final int KEEP_ALIVE = 10;

    private static final int FOREVER = 10_000_000;

    private int status;
    private boolean http10;
    private int idleSeconds = -1;

    public ResponseHead(HeadLimits limits) {
        super(limits);
        reset();
    }

    @Override
    public void reset() {
        super.reset();
        status = 0;
        http10 = false;
        idleSeconds = -1;
    }

    /** RFC 9112 §4: {@code HTTP/1.x SP 3DIGIT SP [reason]}; the space before an empty reason may be missing. */
    @Override
    int parseStartLine(int from, int end) {
        byte[] b = bytes;
        if (end - from < VERSION + 3 || !startsWithVersion(b, from) || b[from + 8] != ' ') {
            return reject(Failure.BAD_RESPONSE, "malformed status line");
        }
        http10 = b[from + 7] == '0';
        for (int i = from + VERSION; i < from + VERSION + 3; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return reject(Failure.BAD_RESPONSE, "malformed status");
            }
            status = status * 10 + b[i] - '0';
        }
        if (status < 100 || status > 999 || end > from + 12 && b[from + 12] != ' ') {
            return reject(Failure.BAD_RESPONSE, "malformed status");
        }
        return COMPLETE;
    }

    static boolean startsWithVersion(byte[] b, int at) {
        return b[at] == 'H'
                && b[at + 1] == 'T'
                && b[at + 2] == 'T'
                && b[at + 3] == 'P'
                && b[at + 4] == '/'
                && b[at + 5] == '1'
                && b[at + 6] == '.'
                && (b[at + 7] == '1' || b[at + 7] == '0');
    }

    @Override
    int seen(byte kind, int start, int end) {
        int field = count - 1;
        if (kind == FieldKind.HOP && nameEnd(field) - nameStart(field) == KEEP_ALIVE) {
            idleSeconds = timeout(bytes, start, end);
        }
        return COMPLETE;
    }

    /** The time that a list of parameters as {@code timeout=5, max=100} has; -1 for none. */
    private static int timeout(byte[] b, int start, int end) {
        int i = start;
        while (i + TIMEOUT.length < end) {
            if (Ascii.equalsIgnoreCase(b, i, TIMEOUT)) {
                int seconds = 0;
                int digit = i + TIMEOUT.length;
                while (digit < end && b[digit] >= '0' && b[digit] <= '9' && seconds < FOREVER) {
                    seconds = seconds * 10 + b[digit++] - '0';
                }
                return digit == i + TIMEOUT.length ? -1 : seconds;
            }
            while (i < end && b[i] != ',' && b[i] != ';') {
                i++;
            }
            while (i < end && (b[i] == ',' || b[i] == ';' || b[i] == ' ' || b[i] == '\t')) {
                i++;
            }
        }
        return -1;
    }

    @Override
    int finish() {
        if (chunked && http10) {
            return reject(Failure.BAD_RESPONSE, "Transfer-Encoding in an HTTP/1.0 response");
        }
        return COMPLETE;
    }

    @Override
    Failure malformed() {
        return Failure.BAD_RESPONSE;
    }

    @Override
    Failure tooLongStartLine() {
        return Failure.BAD_RESPONSE;
    }

    @Override
    Failure tooLargeFailure() {
        return Failure.BAD_RESPONSE;
    }

    @Override
    Failure unknownCoding() {
        return Failure.BAD_RESPONSE;
    }

    public int status() {
        return status;
    }

    /** 1xx but 101: more heads follow. */
    public boolean informational() {
        return status < 200 && status != 101;
    }

    /** Whether the server keeps its connection open after this response (RFC 9112 §9.3). */
    public boolean keepAlive() {
        return http10 ? keepAliveNamed && !close : !close;
    }

    /** After how many seconds without a request the server closes, as {@code Keep-Alive} says; -1 where it does not. */
    public int idleSeconds() {
        return idleSeconds;
    }

    /** Whether a response with this status to this method has no body whatever its fields say (RFC 9112 §6.3). */
    public boolean bodiless(Method request) {
        return request == Method.HEAD || status < 200 || status == 204 || status == 304;
    }

    /** Index of the first field at or after {@code from} with this name in lower case, or -1. */
    public int find(byte[] name, int from) {
        int field = from;
        while (field < fieldCount() && !Ascii.equalsIgnoreCase(bytes, nameStart(field), nameEnd(field), name)) {
            field++;
        }
        return field < fieldCount() ? field : -1;
    }
}
