package dev.skein.vip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** TCP connections of an address, asked from the kernel (sock_diag(7)). Of one thread. */
public final class Connections implements AutoCloseable {
    private static final int BY_FAMILY = 20;
    private static final int TCP = 6;
    private static final int ESTABLISHED = 1 << 1;
    /** All but those that listen, wait for late packets, or are closed. */
    private static final int UNFINISHED = ESTABLISHED | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 8 | 1 << 9 | 1 << 11;
    /** Where the socket's identity stands in the answer: ports, then addresses of 16 bytes each. */
    private static final int IDENTITY = 4;

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final Netlink netlink;

    /** Opens the socket; needs no privilege. */
    public Connections() throws KernelException {
        this.netlink = new Netlink(RawSocket.netlink(RawSocket.SOCK_DIAG, 0));
    }

    /** Those of that local address that are established, whether their sockets are of IPv4 or of IPv6 that take both. */
    public List<Flow> established(InetAddress local) throws KernelException {
        return of(local, ESTABLISHED);
    }

    /** Those that still have something to send, receive or agree about, too. */
    public List<Flow> unfinished(InetAddress local) throws KernelException {
        return of(local, UNFINISHED);
    }

    private List<Flow> of(InetAddress local, int states) throws KernelException {
        byte[] bytes = local.getAddress();
        List<Flow> found = new ArrayList<>();
        if (bytes.length == 4) {
            list(RouteMessages.IPV4, states, bytes, found);
            byte[] mapped = Arrays.copyOf(MAPPED, 16);
            System.arraycopy(bytes, 0, mapped, 12, 4);
            list(RouteMessages.IPV6, states, mapped, found);
        } else {
            list(RouteMessages.IPV6, states, bytes, found);
        }
        return found;
    }

    private void list(int family, int states, byte[] local, List<Flow> into) throws KernelException {
        List<Flow> found = new ArrayList<>();
        netlink.list(
                "list of connections",
                () -> {
                    found.clear();
                    netlink.fresh()
                            .begin(BY_FAMILY, MessageWriter.REQUEST | MessageWriter.DUMP, netlink.nextSequence())
                            .u8(family)
                            .u8(TCP)
                            .u8(0)
                            .u8(0)
                            .u32(states)
                            .zeros(48)
                            .end();
                },
                in -> {
                    if (in.holds(IDENTITY + 4, local)) {
                        found.add(flow(in, local.length));
                    }
                });
        into.addAll(found);
    }

    private static Flow flow(MessageReader in, int length) {
        try {
            return new Flow(
                    InetAddress.getByAddress(in.raw(IDENTITY + 20, length)),
                    in.big16(IDENTITY + 2),
                    in.big16(IDENTITY));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of neither 4 nor 16 bytes", e);
        }
    }

    @Override
    public void close() {
        netlink.close();
    }
}
