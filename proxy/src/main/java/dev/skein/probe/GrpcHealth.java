package dev.skein.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The two messages of {@code grpc.health.v1}, each with one field, in gRPC's frame (a zero byte and a four-byte length).
 * By hand, because a protocol compiler for two fields would be most of the build.
 */
final class GrpcHealth {
    static final String SERVING = "SERVING";

    private static final List<String> STATUSES = List.of("UNKNOWN", SERVING, "NOT_SERVING", "SERVICE_UNKNOWN");
    private static final List<String> CODES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private GrpcHealth() {}

    /** {@code HealthCheckRequest { string service = 1; }}, framed. An empty service is the default, and left out. */
    static byte[] request(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(name.length + 6);
        if (name.length > 0) {
            message.put((byte) 0x0a);
            int rest = name.length;
            for (; rest > 0x7f; rest >>>= 7) {
                message.put((byte) (rest | 0x80));
            }
            message.put((byte) rest).put(name);
        }
        message.flip();
        return ByteBuffer.allocate(5 + message.remaining())
                .put((byte) 0)
                .putInt(message.remaining())
                .put(message)
                .array();
    }

    /** Name of the status in {@code HealthCheckResponse { ServingStatus status = 1; }}, or what is wrong with it. */
    static String status(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        if (in.remaining() < 5) {
            return "without a message";
        }
        if (in.get() != 0) {
            return "compressed";
        }
        if (in.getInt() != in.remaining()) {
            return "with a wrong length";
        }
        long status = 0;
        while (in.hasRemaining()) {
            long tag = varint(in);
            if (tag == 0x08) {
                status = varint(in);
            } else if (!skip(in, (int) tag & 7)) {
                return "unreadable";
            }
        }
        return status >= 0 && status < STATUSES.size() ? STATUSES.get((int) status) : Long.toString(status);
    }

    /** {@code 12 UNIMPLEMENTED}. */
    static String code(String number) {
        for (int i = 0; i < CODES.size(); i++) {
            if (number.equals(Integer.toString(i))) {
                return number + " " + CODES.get(i);
            }
        }
        return number;
    }

    /** A field of a later version of the message; false when it can't be one. */
    private static boolean skip(ByteBuffer in, int wireType) {
        long length = switch (wireType) {
            case 0 -> varint(in) < 0 ? -1 : 0;
            case 1 -> 8;
            case 2 -> varint(in);
            case 5 -> 4;
            default -> -1;
        };
        if (length < 0 || length > in.remaining()) {
            return false;
        }
        in.position(in.position() + (int) length);
        return true;
    }

    /** Base 128, low bits first; -1 when it breaks off. */
    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 63 && in.hasRemaining(); shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        in.position(in.limit());
        return -1;
    }
}
