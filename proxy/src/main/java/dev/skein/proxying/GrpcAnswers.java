package dev.skein.proxying;

import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.model.Protocol;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a gRPC client is told of a failure: a status of its own protocol in the response's only head, or in trailers where
 * the response has begun. It could do nothing with a page, and little with an HTTP status.
 */
final class GrpcAnswers {
    static final String TYPE = "application/grpc";

    private static final byte[] CONTENT_TYPE = Ascii.bytes("content-type");
    private static final byte[] PREFIX = Ascii.bytes(TYPE);

    private static final int CANCELLED = 1;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    private GrpcAnswers() {}

    /** Whether the request is a call, with or without the name of an encoding: {@code application/grpc+proto}. */
    static boolean asked(Exchange x) {
        RequestHead head = x.head;
        int field = x.outcome.request == null || head.protocol().compareTo(Protocol.HTTP_2) < 0
                ? -1
                : head.find(CONTENT_TYPE, 0);
        if (field < 0) {
            return false;
        }
        byte[] bytes = head.bytes();
        int end = head.valueStart(field) + PREFIX.length;
        if (end > head.valueEnd(field) || !Ascii.equalsIgnoreCase(bytes, head.valueStart(field), end, PREFIX)) {
            return false;
        }
        return end == head.valueEnd(field) || bytes[end] == '+' || bytes[end] == ';';
    }

    /** The fields that tell it, as lines. */
    static void put(Failure failure, ByteSink lines) {
        lines.put("grpc-status: ");
        lines.decimal(code(failure));
        lines.put("\r\ngrpc-message: ");
        lines.put(failure.text());
        lines.put("\r\n");
    }

    /** What is told of an answer of ours: a call's status is in a field, under a 200 that tells nobody anything. */
    static int recorded(Failure failure, int status) {
        return failure != Failure.NONE && status == 200 ? failure.status() : status;
    }

    /** What a call ends with whose response has begun; null: the request is none. */
    static @Nullable ByteBuf trailers(Exchange x, Failure failure) {
        if (!asked(x)) {
            return null;
        }
        ByteSink lines = x.home.sink();
        put(failure, lines);
        return x.loop.allocator().directBuffer(lines.length()).writeBytes(lines.bytes(), 0, lines.length());
    }

    /** Unavailable is what clients try again: where a server may have done the work already it is not said. */
    private static int code(Failure failure) {
        return switch (failure) {
            case CLIENT_ABORT -> CANCELLED;
            case UNAUTHORIZED -> UNAUTHENTICATED;
            case FORBIDDEN -> PERMISSION_DENIED;
            case NO_ROUTE, METHOD_REFUSED, NOT_IMPLEMENTED, VERSION_UNSUPPORTED -> UNIMPLEMENTED;
            case RATE_LIMITED, CONCURRENCY_LIMIT, BODY_TOO_LARGE, HEAD_TOO_LARGE, TARGET_TOO_LONG -> RESOURCE_EXHAUSTED;
            case SERVER_TIMEOUT, TOTAL_TIMEOUT, CLIENT_TIMEOUT -> DEADLINE_EXCEEDED;
            case NONE, BAD_REQUEST, EXPECTATION_UNKNOWN, BAD_RESPONSE, INTERNAL -> INTERNAL;
            case MISDIRECTED,
                    NO_SERVER,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    SERVER_CLOSED,
                    SERVER_STATUS,
                    RESPONSE_TRUNCATED,
                    QUEUE_FULL,
                    QUEUE_TIMEOUT,
                    CIRCUIT_OPEN,
                    EXHAUSTED,
                    UNDECIDED,
                    OVERLOAD,
                    SERVER_DOWN,
                    STOPPING,
                    KILLED -> UNAVAILABLE;
        };
    }
}
