package dev.skein.transport;

import io.vertx.core.transport.Transport;
import java.util.List;

/**
 * Which of the kernel's interfaces carries the sockets: io_uring gains by batching, epoll is steadier when requests arrive
 * evenly, NIO works everywhere.
 *
 * @param transport what Vert.x is built with
 * @param name {@code io_uring}, {@code epoll} or {@code nio}
 * @param reason why this one, for the log
 */
public record NativeTransport(Transport transport, String name, String reason) {

    /**
     * Chooses by configuration and by what the machine allows.
     *
     * @param wanted {@code auto}, {@code io_uring}, {@code epoll} or {@code nio}; one that is not to be had falls back to the
     *     next best, and the reason says so
     */
    public static NativeTransport choose(String wanted) {
        StringBuilder why = new StringBuilder();
        for (String name : orderOf(wanted)) {
            Transport transport = byName(name);
            if (transport != null && transport.available()) {
                why.append(why.isEmpty() ? "chosen by transport = " + wanted : "");
                return new NativeTransport(transport, name, why.toString());
            }
            why.append(name)
                    .append(" is not available here")
                    .append(because(transport))
                    .append("; ");
        }
        return new NativeTransport(Transport.NIO, "nio", why.toString());
    }

    private static List<String> orderOf(String wanted) {
        return switch (wanted) {
            case "io_uring" -> List.of("io_uring", "epoll");
            case "nio" -> List.of("nio");
            default -> List.of("epoll");
        };
    }

    private static @org.jspecify.annotations.Nullable Transport byName(String name) {
        return switch (name) {
            case "io_uring" -> Transport.IO_URING;
            case "epoll" -> Transport.EPOLL;
            default -> Transport.NIO;
        };
    }

    private static String because(@org.jspecify.annotations.Nullable Transport transport) {
        if (transport == null || transport.unavailabilityCause() == null) {
            return "";
        }
        Throwable cause = transport.unavailabilityCause();
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return " (" + cause.getMessage() + ")";
    }
}
