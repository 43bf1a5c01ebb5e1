package dev.skein.vip;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A netlink or packet socket with buffers of its own. Never waits; of one thread. Netlink answers a request before
 * {@code send} returns, so that all answers are there to be read.
 */
final class RawSocket implements AutoCloseable {
    static final int ROUTE = 0;
    static final int SOCK_DIAG = 4;
    static final int NETFILTER = 12;

    private static final int ADD_MEMBERSHIP = 1;
    private static final int IPPROTO_RAW = 255;
    private static final int NO_ENOBUFS = 5;
    private static final int CAP_ACK = 10;
    private static final int EXT_ACK = 11;
    /** More than the kernel ever puts into one message of a list. */
    private static final int BUFFER = 64 * 1024;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(Libc.stateLayout());
    private final MemorySegment input = arena.allocate(BUFFER, 8);
    private final ByteBuffer received = input.asByteBuffer().order(ByteOrder.nativeOrder());
    private final MemorySegment target;
    private final String what;
    private final int descriptor;
    private boolean open = true;

    private RawSocket(String what, int family, int protocol, int addressBytes) throws KernelException {
        this.what = what;
        this.target = arena.allocate(addressBytes, 8);
        target.set(ValueLayout.JAVA_SHORT, 0, (short) family);
        this.descriptor = Libc.socket(state, family, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, protocol);
        if (descriptor < 0) {
            arena.close();
            throw new KernelException(what, -descriptor, "");
        }
    }

    /** One of {@link #ROUTE}, {@link #NETFILTER}, {@link #SOCK_DIAG}; {@code groups}: a mask of those to listen to. */
    static RawSocket netlink(int protocol, int groups) throws KernelException {
        RawSocket made = new RawSocket("netlink socket " + protocol, Libc.AF_NETLINK, protocol, 12);
        made.target.set(ValueLayout.JAVA_INT, 8, groups);
        made.must("bind", Libc.bind(made.state, made.descriptor, made.target));
        made.target.set(ValueLayout.JAVA_INT, 8, 0);
        // Only for the words in errors, and shorter answers; kernels before 4.12 know neither.
        made.option(CAP_ACK, 1);
        made.option(EXT_ACK, 1);
        return made;
    }

    /** For frames; hears nothing (protocol 0) or all frames of one kind (like 0x0806). */
    static RawSocket packet(int protocol) throws KernelException {
        return new RawSocket(
                "packet socket", Libc.AF_PACKET, Short.toUnsignedInt(Short.reverseBytes((short) protocol)), 20);
    }

    /** For whole packets of IP, their header included, which the kernel routes. */
    static RawSocket ip(boolean ipv6) throws KernelException {
        return new RawSocket("raw socket", ipv6 ? Libc.AF_INET6 : Libc.AF_INET, IPPROTO_RAW, ipv6 ? 28 : 16);
    }

    private int option(int option, int value) {
        try (Arena brief = Arena.ofConfined()) {
            return Libc.option(state, descriptor, option, brief.allocateFrom(ValueLayout.JAVA_INT, value));
        }
    }

    /** Groups above 32, which no mask can name. */
    void join(int group) throws KernelException {
        must("join group " + group, option(ADD_MEMBERSHIP, group));
    }

    /** What does not fit into the queue is dropped without an error. */
    void quiet() throws KernelException {
        must("NETLINK_NO_ENOBUFS", option(NO_ENOBUFS, 1));
    }

    /** The number by which the kernel names this netlink socket in its notices. */
    int port() throws KernelException {
        try (Arena brief = Arena.ofConfined()) {
            MemorySegment address = brief.allocate(12, 8);
            MemorySegment length = brief.allocateFrom(ValueLayout.JAVA_INT, 12);
            must("getsockname", Libc.name(state, descriptor, address, length));
            return address.get(ValueLayout.JAVA_INT, 4);
        }
    }

    /** From the buffer's position to its limit, to the kernel; a direct buffer. Does not move the position. */
    void send(ByteBuffer direct) throws KernelException {
        must("send", Libc.send(state, descriptor, MemorySegment.ofBuffer(direct), target));
    }

    /** A whole frame, Ethernet header first, out of a device; a direct buffer. */
    void send(ByteBuffer direct, int device) throws KernelException {
        target.set(ValueLayout.JAVA_INT, 4, device);
        must("send", Libc.send(state, descriptor, MemorySegment.ofBuffer(direct), target));
    }

    /** A packet, its header included, to that address; a direct buffer. The error number, or 0. */
    int send(ByteBuffer direct, byte[] to) {
        MemorySegment.copy(to, 0, target, ValueLayout.JAVA_BYTE, to.length == 4 ? 4 : 8, to.length);
        return Math.max(0, -Libc.send(state, descriptor, MemorySegment.ofBuffer(direct), target));
    }

    /**
     * The next datagram, or false if there is none yet; then it is in {@link #received()}, from position to limit, until
     * the next call. ENOBUFS is thrown: notices were lost.
     */
    boolean receive() throws KernelException {
        int got = Libc.receive(state, descriptor, input);
        while (got == -Errno.EINTR) {
            got = Libc.receive(state, descriptor, input);
        }
        if (got == -Errno.EAGAIN) {
            return false;
        }
        must("receive", got);
        received.limit(got).position(0);
        return true;
    }

    ByteBuffer received() {
        return received;
    }

    int descriptor() {
        return descriptor;
    }

    private void must(String asked, int result) throws KernelException {
        if (result < 0) {
            throw new KernelException(what + ": " + asked, -result, "");
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            Libc.close(state, descriptor);
            arena.close();
        }
    }
}
