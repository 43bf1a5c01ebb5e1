package dev.skein.admission;

import dev.skein.model.Ascii;

/**
 * The fields that tell a client about its limit: {@code RateLimit-Policy} and {@code RateLimit} (structured fields of
 * draft-ietf-httpapi-ratelimit-headers) and {@code Retry-After} (RFC 9110 §10.2.3, in seconds). Values are ASCII bytes.
 */
public final class RateLimitFields {
    private final byte[] policy;
    private final byte[] prefix;
    private static final byte[] TIME = Ascii.bytes(";t=");
    private static final int DIGITS = 10;

    public RateLimitFields(RateLimit.Policy limit) {
        String name = '"' + limit.name().replaceAll("[^ !#-\\[\\]-~]", "-") + '"';
        long window = limit.periodNanos() / 1_000_000_000L;
        this.policy = Ascii.bytes(name + ";q=" + limit.requests() + ";w=" + window);
        this.prefix = Ascii.bytes(name + ";r=");
    }

    /** Value of {@code RateLimit-Policy}: {@code "name";q=100;w=60}. Not to be changed. */
    public byte[] policy() {
        return policy;
    }

    /** Most bytes that {@link #write} writes. */
    public int length() {
        return prefix.length + TIME.length + 2 * DIGITS;
    }

    /**
     * Writes the value of {@code RateLimit}: {@code "name";r=12;t=5}.
     *
     * @param answer what {@link RateLimit#take} gave
     * @return where it ended
     */
    public int write(byte[] target, int start, long answer) {
        System.arraycopy(prefix, 0, target, start, prefix.length);
        int at = number(target, start + prefix.length, RateLimit.remaining(answer));
        System.arraycopy(TIME, 0, target, at, TIME.length);
        return number(target, at + TIME.length, RateLimit.seconds(answer));
    }

    /** Writes a {@code Retry-After} for a refused request: {@link RateLimit#seconds} as digits. */
    public static int writeRetryAfter(byte[] target, int start, long answer) {
        return number(target, start, RateLimit.seconds(answer));
    }

    private static int number(byte[] target, int start, int value) {
        int end = start + 1;
        for (int rest = value; rest >= 10; rest /= 10) {
            end++;
        }
        int rest = value;
        for (int at = end - 1; at >= start; at--) {
            target[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }
}
