package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.http3.ConnectionIds;
import dev.skein.http3.QuicSecrets;
import dev.skein.model.Ascii;
import dev.skein.transport.Loop;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of UDP of one listener: for each address one to each loop, among which the kernel chooses by the client's
 * address and port. Where the listener takes all addresses, each gets sockets of its own, since an answer would leave from
 * another one of the machine's addresses otherwise: virtual ones before they come, others that come later by
 * {@link #follow}. Opened and closed by one thread at a time.
 */
final class QuicSockets {
    private static final Logger LOG = LoggerFactory.getLogger(QuicSockets.class);
    private static final int MOST_ADDRESSES = 64;

    private final Door door;
    private final ListenerSettings settings;
    private final InetSocketAddress bind;
    private final byte[] opening = new byte[ConnectionIds.PLACE_BYTES];
    private final Map<InetAddress, List<Channel>> open = new ConcurrentHashMap<>();
    private volatile QuicSecrets secrets;
    private volatile boolean closed;
    private String trouble = "";

    private QuicSockets(Door door, ListenerSettings settings, InetSocketAddress bind, QuicSecrets secrets) {
        this.door = door;
        this.settings = settings;
        this.bind = bind;
        this.secrets = secrets;
        new SecureRandom().nextBytes(opening);
    }

    /**
     * Binds.
     *
     * @param bind where the listener is bound for TCP
     * @throws IllegalArgumentException saying what can't be bound and why
     */
    static QuicSockets open(Door door, ListenerSettings settings, InetSocketAddress bind, QuicSecrets secrets) {
        QuicSockets sockets = new QuicSockets(door, settings, bind, secrets);
        try {
            for (InetAddress address : sockets.wanted()) {
                sockets.bind(address);
            }
        } catch (IllegalArgumentException e) {
            sockets.closeAll();
            throw e;
        }
        return sockets;
    }

    private Set<InetAddress> wanted() {
        if (!bind.getAddress().isAnyLocalAddress()) {
            return Set.of(bind.getAddress());
        }
        boolean both = bind.getAddress() instanceof Inet6Address;
        Set<InetAddress> wanted = new LinkedHashSet<>();
        if (door.loops.bindsAhead()) {
            door.virtual.all().stream()
                    .filter(one -> both || !(one instanceof Inet6Address))
                    .forEach(wanted::add);
        }
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(one -> both || !(one instanceof Inet6Address))
                    .filter(one -> !one.isLinkLocalAddress())
                    .limit(MOST_ADDRESSES)
                    .map(QuicSockets::unscoped)
                    .forEach(wanted::add);
        } catch (IOException e) {
            LOG.warn("listener {}: the machine's addresses can't be listed: {}", settings.name(), e.getMessage());
        }
        return wanted;
    }

    /** The same without the name of the interface that has it now: virtual ones come to others. */
    private static InetAddress unscoped(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("bytes of an address, which every address is made of", e);
        }
    }

    private void bind(InetAddress address) {
        List<QuicSocket> sockets = new ArrayList<>();
        for (Loop loop : door.loops.all()) {
            sockets.add(new QuicSocket(this, door, loop, address));
        }
        QuicSocket[] siblings = sockets.toArray(QuicSocket[]::new);
        List<Channel> channels = new CopyOnWriteArrayList<>();
        open.put(address, channels);
        for (QuicSocket socket : siblings) {
            socket.siblings(siblings);
            Bootstrap bootstrap = door.loops.datagramBootstrap(socket.loop).handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel made) {
                    socket.install(made);
                }
            });
            if (door.virtual.has(address)) {
                door.loops.ahead(bootstrap);
            }
            ChannelFuture bound = bootstrap
                    .bind(new InetSocketAddress(address, bind.getPort()))
                    .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw BindFailure.of(settings, bound.cause());
            }
            channels.add(bound.channel());
        }
    }

    /** Opens sockets for addresses that the machine got, or the cluster, meanwhile; those of lost ones stay, and serve when they are back. */
    void follow() {
        if (closed || !bind.getAddress().isAnyLocalAddress()) {
            return;
        }
        for (InetAddress address : wanted()) {
            if (open.containsKey(address)) {
                continue;
            }
            try {
                bind(address);
            } catch (IllegalArgumentException e) {
                open.getOrDefault(address, List.of()).forEach(Channel::close);
                open.remove(address);
                told(String.valueOf(e.getMessage()));
            }
        }
        if (closed) {
            // Meanwhile, by another thread.
            closeAll();
        }
    }

    private void told(String why) {
        if (!why.equals(trouble)) {
            trouble = why;
            LOG.warn("no HTTP/3 on an address that has come: {}", why);
        }
    }

    /** From now on these are used, and the older ones among them understood. */
    void secrets(QuicSecrets next) {
        secrets = next;
    }

    QuicSecrets secrets() {
        return secrets;
    }

    /** What tells these sockets from all others, wherever they are. */
    byte[] opening() {
        return opening;
    }

    /** What connections to an address of this listener have in common on all nodes that may have the address. */
    byte[] place(InetAddress address) {
        return Ascii.bytes(settings.name() + " " + HexFormat.of().formatHex(address.getAddress()));
    }

    /** Of when the sockets were opened: the library takes them once. */
    ListenerSettings.Http3 limits() {
        return settings.http3();
    }

    /** Whether new connections are taken. */
    boolean admitting() {
        TlsTerms terms = door.tls();
        return !closed && terms != null && terms.quic() != null;
    }

    /** Takes no new connections; the sockets stay for the open ones until {@link #closeAll}. */
    void close() {
        closed = true;
    }

    /** The sockets are given back; what is left of connections ends. Any thread. */
    void closeAll() {
        closed = true;
        open.values().forEach(channels -> channels.forEach(Channel::close));
        open.clear();
    }
}
