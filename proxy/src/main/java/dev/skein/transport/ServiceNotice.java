package dev.skein.transport;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever started the process how it is doing, if it wants to know ({@code sd_notify(3)}): a datagram to the unix socket
 * {@code NOTIFY_SOCKET}. The JDK has no such datagrams, so the C library sends them. May be used by any thread.
 */
@SuppressWarnings("restricted") // calls of native code are what this class is for
public final class ServiceNotice {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MOST_PATH = 107;

    private ServiceNotice() {}

    /** The process serves now; the status is for whoever looks at the service. */
    public static void ready(String status) {
        send("READY=1\nSTATUS=" + status.replace('\n', ' '));
    }

    /** The process finishes what is under way and ends. */
    public static void stopping() {
        send("STOPPING=1\nSTATUS=stopping: finishing what is under way");
    }

    private static void send(String text) {
        String socket = System.getenv("NOTIFY_SOCKET");
        if (socket != null && !socket.isEmpty()) {
            send(socket, text);
        }
    }

    /** To the socket of this path, or of this abstract name if it begins with {@code @}. */
    static void send(String socket, String text) {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        if (path.length > MOST_PATH) {
            LOG.warn("NOTIFY_SOCKET: {} (expected: at most {} bytes)", socket, MOST_PATH);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(JAVA_SHORT.byteSize() + path.length, JAVA_SHORT.byteAlignment());
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, JAVA_SHORT.byteSize(), path.length);
            if (path.length > 0 && path[0] == '@') {
                address.set(JAVA_BYTE, JAVA_SHORT.byteSize(), (byte) 0);
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (transmit(arena.allocateFrom(JAVA_BYTE, bytes), address) != bytes.length) {
                LOG.warn("NOTIFY_SOCKET: {} can't be written to", socket);
            }
        } catch (Throwable e) {
            // A service manager that hears nothing waits, and gives up in the end; requests are served meanwhile.
            LOG.warn("NOTIFY_SOCKET: {}: {}", socket, e.toString());
        }
    }

    private static long transmit(MemorySegment bytes, MemorySegment address) throws Throwable {
        int socket = (int) function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))
                .invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (socket < 0) {
            return -1;
        }
        long sent = (long) function(
                        "sendto",
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT))
                .invokeExact(socket, bytes, bytes.byteSize(), MSG_NOSIGNAL, address, (int) address.byteSize());
        int closed = (int)
                function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)).invokeExact(socket);
        return closed < 0 ? closed : sent;
    }

    /** Looked up each time: a process asks twice in its life. */
    private static MethodHandle function(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }
}
