package dev.skein.cluster.keys;

import java.time.Duration;

/**
 * What a key is for, and how long it lives. A key is made {@link #lead} before it is used, so that every node has it by
 * then; it is used for {@link #period}, and recognised for {@link #tail} after that.
 */
public enum KeyPurpose {
    /** Signs the cookies that bind sessions to servers: a browser may bring one back after weeks. */
    COOKIE(1, Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(60)),
    /** Authenticates heartbeats, which live for milliseconds; the tail is for nodes that were away. */
    HEARTBEAT(2, Duration.ofDays(7), Duration.ofHours(6), Duration.ofDays(7)),
    /** Encrypts what TLS clients resume with: who has the key can read what was resumed (RFC 8446 §8.1, §2.3). */
    TICKET(3, Duration.ofHours(12), Duration.ofHours(1), Duration.ofHours(12));

    private final int code;
    private final Duration period;
    private final Duration lead;
    private final Duration tail;

    KeyPurpose(int code, Duration period, Duration lead, Duration tail) {
        this.code = code;
        this.period = period;
        this.lead = lead;
        this.tail = tail;
    }

    /** On the wire and on disk: never changes. */
    int code() {
        return code;
    }

    public Duration period() {
        return period;
    }

    public Duration lead() {
        return lead;
    }

    public Duration tail() {
        return tail;
    }
}
