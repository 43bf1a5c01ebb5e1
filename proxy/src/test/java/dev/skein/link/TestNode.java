package dev.skein.link;

import dev.skein.cluster.trust.NodeName;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A node's link on loopback, with times short enough for tests, that writes down what happens to it. */
final class TestNode implements AutoCloseable {
    static final LinkType ECHO = new LinkType(100, "echo", 4 << 20);
    static final LinkTiming QUICK = new LinkTiming(
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMillis(1500),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(100));

    final NodeLink link;
    final InetSocketAddress address;
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> messages = new CopyOnWriteArrayList<>();

    TestNode(String id, @Nullable NodeTrust trust) {
        this(id, trust, GuestList.ANYBODY, 16 << 20);
    }

    TestNode(String id, @Nullable NodeTrust trust, GuestList guests, int queueBytes) {
        this(new NodeName(TestAuthority.CLUSTER, id), trust, guests, queueBytes);
    }

    TestNode(NodeName name, @Nullable NodeTrust trust, GuestList guests, int queueBytes) {
        this(name, trust, guests, queueBytes, QUICK);
    }

    TestNode(NodeName name, @Nullable NodeTrust trust, GuestList guests, int queueBytes, LinkTiming timing) {
        InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        link = new NodeLink(
                new LinkSettings(name, "0.1-test", bind, timing, queueBytes), trust, guests, new LinkEvents() {
                    @Override
                    public void connected(String node, String version, InetSocketAddress from) {
                        events.add("+" + node);
                    }

                    @Override
                    public void lost(String node, String reason) {
                        events.add("-" + node + " " + reason);
                    }
                });
        link.onMessage(ECHO, (from, body) -> messages.add(from + ":" + new String(body, StandardCharsets.UTF_8)));
        link.onRequest(ECHO, (from, body) -> CompletableFuture.completedFuture(body));
        try {
            address = link.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestNode seek(TestNode... others) {
        link.seek(Arrays.stream(others).map(other -> other.address).toList());
        return this;
    }

    CompletableFuture<byte[]> ask(String node, byte[] body) {
        return link.request(node, ECHO, body, Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        link.close();
    }
}
