package dev.skein;

import dev.skein.config.ClusterSettings;
import dev.skein.config.HostPort;
import dev.skein.config.ListenerSettings;
import dev.skein.config.Settings;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether clients can reach the address at which nodes talk to each other; they should not even see that it is there. */
final class Exposure {
    private Exposure() {}

    /** Sentences for the operator; none for a single node, nor for one whose cluster is on loopback. */
    static List<String> of(Settings settings) throws SocketException {
        ClusterSettings cluster = settings.cluster();
        InetAddress bind = cluster == null ? null : literal(cluster.bind());
        if (bind == null || bind.isLoopbackAddress()) {
            return List.of();
        }
        NetworkInterface own = NetworkInterface.getByInetAddress(bind);
        List<String> warnings = new ArrayList<>();
        for (ListenerSettings listener : settings.listeners()) {
            InetAddress taking = literal(listener.bind());
            if (own != null && taking != null && shares(own, taking)) {
                warnings.add("warning: skein.cluster.bind: " + bind.getHostAddress() + " is on " + own.getName()
                        + ", where listeners." + listener.name() + " takes clients (expected: a network of the nodes'"
                        + " own, or a firewall before the cluster's ports)");
            }
        }
        return warnings;
    }

    private static boolean shares(NetworkInterface own, InetAddress address) throws SocketException {
        if (!address.isAnyLocalAddress()) {
            return own.equals(NetworkInterface.getByInetAddress(address));
        }
        // Where there are several, clients may come by another one; where there is one, they come by this.
        return NetworkInterface.networkInterfaces().filter(Exposure::isOutward).count() <= 1;
    }

    private static boolean isOutward(NetworkInterface one) {
        try {
            return one.isUp() && !one.isLoopback();
        } catch (SocketException e) {
            // It went away meanwhile.
            return false;
        }
    }

    private static @Nullable InetAddress literal(HostPort bind) {
        return bind.isName() ? null : InetAddress.ofLiteral(bind.host());
    }
}
