package dev.skein.transport;

import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that whoever started the process has opened and passed on, as systemd's socket units do
 * ({@code sd_listen_fds(3)}): descriptors from 3 on, counted by {@code LISTEN_FDS}, meant for the process {@code LISTEN_PID}.
 * They stay open while one process goes and the next one comes, so that no connection is refused in between. Used by the
 * thread that opens listeners.
 */
public final class InheritedSockets {
    private static final int FIRST = 3;

    private final List<Passed> passed = new ArrayList<>();

    private record Passed(int descriptor, InetSocketAddress address) {}

    private InheritedSockets() {}

    /** What this process was given; nothing on transports other than epoll. */
    public static InheritedSockets of(NativeTransport transport) {
        InheritedSockets sockets = new InheritedSockets();
        String count = System.getenv("LISTEN_FDS");
        String process = System.getenv("LISTEN_PID");
        boolean ours = process == null
                || process.equals(Long.toString(ProcessHandle.current().pid()));
        if (count == null || !ours || !transport.name().equals("epoll")) {
            return sockets;
        }
        int most = Integer.parseInt(count);
        for (int descriptor = FIRST; descriptor < FIRST + most; descriptor++) {
            InetSocketAddress address = new EpollServerSocketChannel(descriptor).localAddress();
            if (address != null) {
                sockets.passed.add(new Passed(descriptor, address));
            }
        }
        return sockets;
    }

    /** The socket that listens on this address, or null; a wildcard address takes one of its port. Given out once. */
    public @Nullable ServerChannel take(InetSocketAddress wanted) {
        for (Passed one : passed) {
            boolean samePort = one.address.getPort() == wanted.getPort();
            boolean sameHost = one.address.getAddress().equals(wanted.getAddress())
                    || one.address.getAddress().isAnyLocalAddress()
                            && wanted.getAddress().isAnyLocalAddress();
            if (samePort && sameHost) {
                passed.remove(one);
                return new EpollServerSocketChannel(one.descriptor);
            }
        }
        return null;
    }
}
