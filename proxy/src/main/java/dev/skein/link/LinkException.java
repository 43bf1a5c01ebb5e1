package dev.skein.link;

/** Why a request got no answer. Never says that it was not carried out, unless {@link Kind} does. */
public final class LinkException extends Exception {
    private final Kind kind;

    /** What happened. */
    public enum Kind {
        /** Nothing was sent: no connection to that node. */
        NOT_CONNECTED,
        /** Nothing was sent: too much waits for that node already. */
        QUEUE_FULL,
        /** No answer in time. */
        TIMEOUT,
        /** The connection ended before the answer. */
        LOST,
        /** The other node says that it could or would not. */
        REFUSED
    }

    LinkException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
