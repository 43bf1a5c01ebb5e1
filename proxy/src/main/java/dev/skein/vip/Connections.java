package dev.skein.vip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** TCP connections of an address, asked from the kernel (sock_diag(7)), or ended by it. Of one thread. */
public final class Connections implements AutoCloseable {
    private static final int BY_FAMILY = 20;
    private static final int DESTROY = 21;
    private static final int TCP = 6;
    private static final int ESTABLISHED = 1 << 1;
    /** All but those that listen, wait for late packets, or are closed. */
    private static final int UNFINISHED = ESTABLISHED | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 8 | 1 << 9 | 1 << 11;
    /** Where the socket's identity stands in the answer: ports, then addresses of 16 bytes each. */
    private static final int IDENTITY = 4;
    /** With interface and cookie, by which the kernel tells it from any other that has the same ends. */
    private static final int WHOLE_IDENTITY = 48;

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final Netlink netlink;

    /** Opens the socket; needs no privilege. */
    public Connections() throws KernelException {
        this.netlink = new Netlink(RawSocket.netlink(RawSocket.SOCK_DIAG, 0));
    }

    /** What the kernel knows a connection by, and by which it is no other between the same ends. */
    record Socket(int family, byte[] identity) {}

    /** What is kept of each connection that is listed. */
    private interface Pick<T> {
        void from(MessageReader in, int family, Flow flow, List<T> into);
    }

    /** Those of that local address that are established, whether their sockets are of IPv4 or of IPv6 that take both. */
    public List<Flow> established(InetAddress local) throws KernelException {
        return established(local, Integer.MAX_VALUE);
    }

    /** Not many more than that of them. */
    public List<Flow> established(InetAddress local, int most) throws KernelException {
        return list(local, ESTABLISHED, (_, _, flow, into) -> {
            if (into.size() < most) {
                into.add(flow);
            }
        });
    }

    /** Those that still have something to send, receive or agree about, too. */
    public List<Flow> unfinished(InetAddress local) throws KernelException {
        return list(local, UNFINISHED, (_, _, flow, into) -> into.add(flow));
    }

    /** Those of them that are between the ends of these flows. */
    List<Socket> unfinished(InetAddress local, Set<Flow> flows) throws KernelException {
        return list(local, UNFINISHED, (in, family, flow, into) -> {
            if (flows.contains(flow)) {
                into.add(new Socket(family, in.raw(IDENTITY, WHOLE_IDENTITY)));
            }
        });
    }

    /**
     * Ends it as if its program had, with a reset, whatever is still to be sent. Needs CAP_NET_ADMIN, and a kernel that was
     * built with INET_DIAG_DESTROY, as those of the distributions are; another's refusal is thrown.
     *
     * @return whether it was still there
     */
    boolean end(Socket socket) throws KernelException {
        netlink.request(DESTROY, 0)
                .u8(socket.family())
                .u8(TCP)
                .u8(0)
                .u8(0)
                .u32(UNFINISHED)
                .raw(socket.identity())
                .end();
        try {
            netlink.call("end of a connection from before");
            return true;
        } catch (KernelException e) {
            if (e.number() == Errno.ENOENT || e.number() == Errno.ESTALE) {
                return false;
            }
            throw e;
        }
    }

    private <T> List<T> list(InetAddress local, int states, Pick<T> pick) throws KernelException {
        byte[] bytes = local.getAddress();
        List<T> found = new ArrayList<>();
        if (bytes.length == 4) {
            list(RouteMessages.IPV4, states, bytes, pick, found);
            byte[] mapped = Arrays.copyOf(MAPPED, 16);
            System.arraycopy(bytes, 0, mapped, 12, 4);
            list(RouteMessages.IPV6, states, mapped, pick, found);
        } else {
            list(RouteMessages.IPV6, states, bytes, pick, found);
        }
        return found;
    }

    private <T> void list(int family, int states, byte[] local, Pick<T> pick, List<T> into) throws KernelException {
        List<T> found = new ArrayList<>();
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
                        pick.from(in, family, flow(in, local.length), found);
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
