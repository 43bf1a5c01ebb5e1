package dev.skein.membership;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Member;
import dev.skein.cluster.trust.NodeName;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.config.ClusterSettings;
import dev.skein.link.GuestList;
import dev.skein.link.LinkEvents;
import dev.skein.link.LinkSettings;
import dev.skein.link.NodeLink;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** This node's connections to the other ones: who is let in, whom it looks for, and what the journal tells of them. */
public final class Links implements LinkEvents, GuestList, AutoCloseable {
    private final Whereabouts whereabouts;
    private final Journal journal;
    private final Executor later;
    private final NodeLink link;
    private final String id;
    private final List<LinkEvents> listeners = new CopyOnWriteArrayList<>();

    /** @param later where what may take a while is done: the link's own thread must not wait */
    public Links(
            ClusterSettings settings, Cluster cluster, @Nullable NodeTrust trust, Journal journal, Executor later) {
        this.whereabouts = new Whereabouts(cluster, settings.members());
        this.journal = journal;
        this.later = later;
        Member self = cluster.membership().self();
        this.id = self.id();
        this.link = new NodeLink(
                LinkSettings.usual(
                        new NodeName(settings.name(), self.id()),
                        self.version(),
                        new InetSocketAddress(
                                self.address().host(), self.address().link())),
                trust,
                this,
                this);
    }

    public NodeLink link() {
        return link;
    }

    public Whereabouts whereabouts() {
        return whereabouts;
    }

    /** Tells of connections that come and go; on the thread for what may take a while. */
    public void listen(LinkEvents listener) {
        listeners.add(listener);
    }

    /** Listens, and begins to look for the others. */
    public void open() throws IOException {
        whereabouts.lookUp();
        link.open();
        link.seek(whereabouts.links());
    }

    /** Looks again for where the others are. */
    public void look() {
        whereabouts.lookUp();
        link.seek(whereabouts.links());
    }

    @Override
    public @Nullable String refuse(String node, InetAddress from) {
        return whereabouts.lists(from)
                ? null
                : "is not among skein.cluster.members: none of them is at " + from.getHostAddress();
    }

    @Override
    public void connected(String node, String version, InetSocketAddress address) {
        later.execute(() -> {
            journal.add(
                    EventKind.NODE_CONNECTED, node, "at " + address.getAddress().getHostAddress() + ", " + version);
            listeners.forEach(listener -> listener.connected(node, version, address));
        });
    }

    @Override
    public void refused(String line) {
        later.execute(() -> journal.add(EventKind.PEER_REFUSED, id, "link: " + line));
    }

    @Override
    public void lost(String node, String reason) {
        later.execute(() -> {
            journal.add(EventKind.NODE_DISCONNECTED, node, reason);
            listeners.forEach(listener -> listener.lost(node, reason));
        });
    }

    @Override
    public void close() {
        link.close();
    }
}
