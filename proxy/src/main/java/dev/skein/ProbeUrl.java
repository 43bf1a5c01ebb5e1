package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.config.ClusterSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a drill asks where nobody said: the first virtual address, else this node itself; by its first plain listener. */
final class ProbeUrl {
    private ProbeUrl() {}

    static String of(NodeView.Present node) {
        NodeView.Listener plain = node.listeners().stream()
                .filter(listener -> !listener.tls() && !listener.tcp())
                .findFirst()
                .orElse(null);
        if (plain == null) {
            throw new IllegalStateException("drill: no listener of HTTP without TLS to ask (expected: --probe URL)");
        }
        InetSocketAddress bound = plain.address();
        return "http://" + text(host(node.settings().cluster(), bound)) + ":" + bound.getPort() + "/";
    }

    private static InetAddress host(@Nullable ClusterSettings cluster, InetSocketAddress bound) {
        if (cluster != null && !cluster.virtualIps().isEmpty()) {
            return InetAddress.ofLiteral(cluster.virtualIps().getFirst().address());
        }
        InetAddress address = bound.getAddress();
        return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    }

    private static String text(InetAddress address) {
        String host = address.getHostAddress();
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
