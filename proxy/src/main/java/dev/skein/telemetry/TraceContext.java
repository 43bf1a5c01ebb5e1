package dev.skein.telemetry;

import dev.skein.model.Ascii;
import dev.skein.model.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * Who a request belongs to, as W3C's Trace Context has it.
 *
 * @param high first half of the trace's id
 * @param low second half; not both are zero
 * @param parent id of the span above; 0: none
 * @param sampled whether it is recorded
 */
record TraceContext(long high, long low, long parent, boolean sampled) {
    static final byte[] PARENT = Ascii.bytes("traceparent");
    static final byte[] STATE = Ascii.bytes("tracestate");

    /** {@code 00-<32 digits>-<16 digits>-<2 digits>}. */
    private static final int LENGTH = 55;

    private static final int FUTURE = 0xff;

    /** What the request brings; null for nothing, or for what is malformed and so counts as nothing. */
    static @Nullable TraceContext of(RequestView head) {
        int field = head.find(PARENT, 0);
        if (field < 0 || head.find(PARENT, field + 1) >= 0) {
            return null;
        }
        return parse(head.bytes(), head.valueStart(field), head.valueEnd(field));
    }

    static @Nullable TraceContext parse(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < LENGTH || bytes[start + 2] != '-' || bytes[start + 35] != '-' || bytes[start + 52] != '-') {
            return null;
        }
        boolean sound = digits(bytes, start, 2)
                && digits(bytes, start + 3, 32)
                && digits(bytes, start + 36, 16)
                && digits(bytes, start + 53, 2);
        if (!sound) {
            return null;
        }
        long version = number(bytes, start, 2);
        // A later version may have more, after another dash.
        boolean fits = length == LENGTH || version > 0 && bytes[start + LENGTH] == '-';
        long high = number(bytes, start + 3, 16);
        long low = number(bytes, start + 19, 16);
        long parent = number(bytes, start + 36, 16);
        if (!fits || version == FUTURE || high == 0 && low == 0 || parent == 0) {
            return null;
        }
        return new TraceContext(high, low, parent, (number(bytes, start + 53, 2) & 1) != 0);
    }

    /** Lower case only: W3C's rule. */
    private static boolean digits(byte[] bytes, int start, int count) {
        for (int i = start; i < start + count; i++) {
            if (!(bytes[i] >= '0' && bytes[i] <= '9' || bytes[i] >= 'a' && bytes[i] <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int start, int count) {
        long value = 0;
        for (int i = start; i < start + count; i++) {
            value = value << 4 | (bytes[i] <= '9' ? bytes[i] - '0' : bytes[i] - 'a' + 10);
        }
        return value;
    }
}
