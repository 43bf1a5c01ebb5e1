package dev.skein.link;

import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.WrongPeers;
import dev.skein.model.Ticker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * This node's connections to the others. Register handlers, {@link #open}, then {@link #seek} the addresses where others may
 * be, again whenever these change. Any thread; see the package for who is called on which.
 */
public final class NodeLink implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final LinkCore core;
    private final Peers peers;
    private final Sockets sockets;
    private final Map<InetSocketAddress, Seeker> seekers = new HashMap<>();
    private final Queue<ChannelFuture> leaving = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Channel server;

    /**
     * @param trust null: clear text; the caller has made sure that this was meant
     * @param guests who may join besides having a good certificate
     */
    public NodeLink(LinkSettings settings, @Nullable NodeTrust trust, GuestList guests, LinkEvents events) {
        this(settings, trust, guests, events, Ticker.SYSTEM);
    }

    NodeLink(LinkSettings settings, @Nullable NodeTrust trust, GuestList guests, LinkEvents events, Ticker ticker) {
        group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("skein-link", true), NioIoHandler.newFactory());
        loop = group.next();
        SecureRandom random = new SecureRandom();
        WrongPeers strangers = new WrongPeers(ticker, events::refused);
        core = new LinkCore(
                loop, settings, trust, ticker, new Handlers(), strangers, guests, events, random.nextLong(), random);
        peers = new Peers(core, node -> seekers.values().forEach(seeker -> seeker.lost(node)));
        sockets = new Sockets(core, peers, group);
    }

    /** Who takes messages of a type; once for each. */
    public void onMessage(LinkType type, MessageHandler handler) {
        core.handlers().takeMessages(type, handler);
    }

    /** Who answers requests of a type; once for each. */
    public void onRequest(LinkType type, RequestHandler handler) {
        core.handlers().takeRequests(type, handler);
    }

    /**
     * Listens.
     *
     * @return where, with the real port
     * @throws IOException when the address can't be used; the message names it
     */
    public InetSocketAddress open() throws IOException {
        Channel opened = sockets.listen();
        server = opened;
        return (InetSocketAddress) opened.localAddress();
    }

    /**
     * Where others may be: dialed until they are connected and again when they are lost. Addresses that are not named any
     * more are not dialed again; connections that exist stay.
     *
     * @param addresses resolved; the node's own may be among them
     */
    public void seek(Collection<InetSocketAddress> addresses) {
        Set<InetSocketAddress> wanted = Set.copyOf(addresses);
        if (loop.isShuttingDown()) {
            return;
        }
        loop.execute(() -> {
            seekers.entrySet().removeIf(entry -> {
                boolean gone = !wanted.contains(entry.getKey());
                if (gone) {
                    entry.getValue().stop();
                }
                return gone;
            });
            for (InetSocketAddress address : wanted) {
                if (!seekers.containsKey(address)) {
                    Seeker seeker = new Seeker(core, peers, address, sockets::dial);
                    seekers.put(address, seeker);
                    seeker.start();
                }
            }
        });
    }

    /**
     * One way: arrives at most once, in order with other small ones of the connection.
     *
     * @return false: dropped and counted, because there is no connection or too much waits for it
     * @throws IllegalArgumentException when the body is larger than the type allows
     */
    public boolean send(String node, LinkType type, byte[] body) {
        type.check(body);
        LinkConnection connection = peers.of(node);
        boolean sent = connection != null && connection.send(type, body);
        if (!sent) {
            peers.dropped(node).incrementAndGet();
        }
        return sent;
    }

    /** To all that are connected. */
    public void sendAll(LinkType type, byte[] body) {
        nodes().forEach(node -> send(node, type, body));
    }

    /**
     * Asks a node.
     *
     * @return the answer, or fails with a {@link LinkException}
     * @throws IllegalArgumentException when the body is larger than the type allows
     */
    public CompletableFuture<byte[]> request(String node, LinkType type, byte[] body, Duration timeout) {
        type.check(body);
        core.handlers().know(type);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        LinkConnection connection = peers.of(node);
        if (connection == null) {
            answer.completeExceptionally(
                    new LinkException(LinkException.Kind.NOT_CONNECTED, "node " + node + " is not connected"));
        } else {
            connection.request(type, body, answer, timeout.toNanos());
        }
        return answer;
    }

    /** Ids of the nodes that can be spoken to now, sorted. */
    public Set<String> nodes() {
        return new TreeSet<>(peers.all().keySet());
    }

    /** Figures of all connections; those of the link's thread as it left them last. */
    public List<PeerStatus> status() {
        return peers.all().values().stream().map(LinkConnection::status).toList();
    }

    /** Messages to a node that were dropped since the start. */
    public long dropped(String node) {
        return peers.dropped(node).get();
    }

    /** Says goodbye and closes all. Waits, so not on the link's own thread. */
    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        // Not left to the group's own end, which would close the connections before their goodbyes are out.
        loop.submit(this::leave).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        leaving.forEach(closed -> closed.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS));
        group.shutdownGracefully(50, TimeUnit.SECONDS.toMillis(CLOSE_SECONDS), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private void leave() {
        seekers.values().forEach(Seeker::stop);
        seekers.clear();
        Channel listening = server;
        if (listening != null) {
            leaving.add(listening.close());
        }
        peers.all().values().forEach(connection -> leaving.add(connection.leave()));
    }
}
