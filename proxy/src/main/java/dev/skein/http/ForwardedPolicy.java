package dev.skein.http;

import org.jspecify.annotations.Nullable;

/**
 * What a server is told about the client, field by field. From a peer that isn't trusted {@link Mode#APPEND} and
 * {@link Mode#KEEP} act as {@link Mode#SET}: what a client says of itself is replaced, never added to.
 *
 * @param xFor {@code X-Forwarded-For}; as long as it isn't {@link Mode#OFF}, an untrusted peer's {@code X-Real-IP} and
 *     other {@code X-Forwarded-…} fields are removed, too
 * @param xProto {@code X-Forwarded-Proto}
 * @param xHost {@code X-Forwarded-Host}
 * @param xPort {@code X-Forwarded-Port}: the port that the client used
 * @param forwarded {@code Forwarded} (RFC 7239)
 * @param via our pseudonym in {@code Via} (RFC 9110 §7.6.3), a token; null: no field of ours
 */
public record ForwardedPolicy(
        Mode xFor,
        Mode xProto,
        Mode xHost,
        Mode xPort,
        Mode forwarded,
        @Nullable String via) {

    /** What becomes of a field. */
    public enum Mode {
        /** What came in is removed, ours is sent. */
        SET,
        /**
         * Ours is added behind a trusted peer's. Fields of one value ({@code -Proto}, {@code -Host}, {@code -Port}) have no
         * place for two: a trusted peer's stays, as with {@link #KEEP}.
         */
        APPEND,
        /** A trusted peer's field goes on as it is, with nothing added; ours is sent only if there is none of this name. */
        KEEP,
        /** What came in is removed, none is sent. */
        REMOVE,
        /** None of our business: what came in goes on, from anybody. */
        OFF
    }

    /** {@code X-Forwarded-*} as trusted peers began them, no {@code Forwarded}, no {@code Via}. */
    public static final ForwardedPolicy DEFAULT = of(Mode.APPEND, Mode.REMOVE, null);

    /** Checks the pseudonym. */
    public ForwardedPolicy {
        if (via != null && !isToken(via)) {
            throw new IllegalArgumentException("via: " + via + " (expected: a token as RFC 9110 §5.6.2 has it)");
        }
    }

    /** One mode for all four {@code X-Forwarded-*} fields. */
    public static ForwardedPolicy of(Mode xForwarded, Mode forwarded, @Nullable String via) {
        return new ForwardedPolicy(xForwarded, xForwarded, xForwarded, xForwarded, forwarded, via);
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c < 0x80 && FieldRules.isToken((byte) c));
    }
}
