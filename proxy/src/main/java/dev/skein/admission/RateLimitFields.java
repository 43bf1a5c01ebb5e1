package dev.skein.admission;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;

/**
 * The fields that tell a client about its limit: {@code RateLimit-Policy} and {@code RateLimit} (structured fields of
 * draft-ietf-httpapi-ratelimit-headers) and {@code Retry-After} (RFC 9110 §10.2.3, in seconds). Values are ASCII bytes.
 */
public final class RateLimitFields {
    private final byte[] policy;
    private final byte[] prefix;
    private static final byte[] TIME = Ascii.bytes(";t=");

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

    /**
     * Writes the value of {@code RateLimit}: {@code "name";r=12;t=5}.
     *
     * @param answer what {@link RateLimit#take} gave
     */
    public void write(ByteSink out, long answer) {
        out.put(prefix);
        out.decimal(RateLimit.remaining(answer));
        out.put(TIME);
        out.decimal(RateLimit.seconds(answer));
    }
}
