package dev.skein.model;

/**
 * Why an exchange did not end well: who caused it, what the client is told, and whether another server may be tried.
 * Together with {@link Phase} it gives the two-letter end code, in HAProxy's manner: {@code C} client left, {@code c}
 * client too slow, {@code S} server failed, {@code s} server too slow, {@code P} refused by the proxy, {@code R} out of a
 * resource, {@code D} ended because its server
 * went down, {@code K} ended by an operator, {@code I} our own fault.
 */
public enum Failure {
    NONE('-', 0, Retry.NEVER, "ok"),

    BAD_REQUEST('P', 400, Retry.NEVER, "malformed request"),
    UNAUTHORIZED('P', 401, Retry.NEVER, "credentials missing or wrong"),
    FORBIDDEN('P', 403, Retry.NEVER, "forbidden"),
    NO_ROUTE('P', 404, Retry.NEVER, "no route"),
    METHOD_REFUSED('P', 405, Retry.NEVER, "method refused"),
    BODY_TOO_LARGE('P', 413, Retry.NEVER, "request body too large"),
    TARGET_TOO_LONG('P', 414, Retry.NEVER, "request target too long"),
    EXPECTATION_UNKNOWN('P', 417, Retry.NEVER, "unknown expectation"),
    MISDIRECTED('P', 421, Retry.NEVER, "misdirected request"),
    RATE_LIMITED('P', 429, Retry.NEVER, "rate limit"),
    HEAD_TOO_LARGE('P', 431, Retry.NEVER, "request head too large"),
    NOT_IMPLEMENTED('P', 501, Retry.NEVER, "not implemented"),
    VERSION_UNSUPPORTED('P', 505, Retry.NEVER, "HTTP version not supported"),

    CLIENT_TIMEOUT('c', 408, Retry.NEVER, "client too slow"),
    CLIENT_ABORT('C', 499, Retry.NEVER, "client left"),

    NO_SERVER('S', 503, Retry.NEVER, "no server available"),
    CONNECT_FAILED('S', 502, Retry.NOTHING_SENT, "connection to server failed"),
    CONNECT_TIMEOUT('s', 504, Retry.NOTHING_SENT, "connection to server timed out"),
    SERVER_CLOSED('S', 502, Retry.IF_SAFE, "server closed the connection"),
    SERVER_TIMEOUT('s', 504, Retry.IF_CONFIGURED, "server did not answer in time"),
    SERVER_STATUS('S', 502, Retry.IF_CONFIGURED, "server answered with a status to retry"),
    BAD_RESPONSE('P', 502, Retry.NEVER, "malformed response from server"),
    RESPONSE_TRUNCATED('S', 502, Retry.NEVER, "response ended early"),

    QUEUE_FULL('R', 503, Retry.NEVER, "queue full"),
    QUEUE_TIMEOUT('s', 503, Retry.NEVER, "no place at a server in time"),
    CONCURRENCY_LIMIT('R', 503, Retry.NEVER, "concurrency limit"),
    CIRCUIT_OPEN('R', 503, Retry.NEVER, "circuit open"),
    /** Not the server's fault: this node has no descriptor, port or buffer left for a connection. */
    EXHAUSTED('R', 503, Retry.NOTHING_SENT, "no socket or port left for a connection"),
    /** Who the client is could not be found out: nobody gets in. */
    UNDECIDED('R', 503, Retry.NEVER, "credentials could not be verified"),
    OVERLOAD('R', 503, Retry.NEVER, "overload"),
    TOTAL_TIMEOUT('s', 504, Retry.NEVER, "exchange took too long"),
    /** Of a connection that was not to outlive its server's time. */
    SERVER_DOWN('D', 503, Retry.NEVER, "server went down"),
    STOPPING('K', 503, Retry.NEVER, "node is stopping"),
    KILLED('K', 503, Retry.NEVER, "ended by an operator"),
    INTERNAL('I', 500, Retry.NEVER, "internal error");

    /** When another attempt may be made. The request's method and what was sent of it decide further. */
    public enum Retry {
        NEVER,
        /** Always: no byte of the request reached a server. */
        NOTHING_SENT,
        /** If the connection was a reused one and the method is idempotent, or where configured. */
        IF_SAFE,
        /** Only where the route's retry policy names it. */
        IF_CONFIGURED
    }

    private final char letter;
    private final int status;
    private final Retry retry;
    private final String text;

    Failure(char letter, int status, Retry retry, String text) {
        this.letter = letter;
        this.status = status;
        this.retry = retry;
        this.text = text;
    }

    /** First letter of the end code. */
    public char letter() {
        return letter;
    }

    /** Status sent to the client if nothing was sent yet; 499 appears in the log only; 0 for {@link #NONE}. */
    public int status() {
        return status;
    }

    public Retry retry() {
        return retry;
    }

    /** A short English description for logs and the page; never more than this goes to a client. */
    public String text() {
        return text;
    }

    /** Whether the server, and not the client or the proxy, is to be blamed: what passive health counts. */
    public boolean serverFault() {
        return switch (this) {
            case CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    SERVER_CLOSED,
                    SERVER_TIMEOUT,
                    SERVER_STATUS,
                    BAD_RESPONSE,
                    RESPONSE_TRUNCATED -> true;
            default -> false;
        };
    }
}
