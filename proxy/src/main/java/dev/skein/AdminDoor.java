package dev.skein;

import dev.skein.admin.AdminServer;
import dev.skein.admin.NodeView;
import dev.skein.config.AdminSettings;
import dev.skein.config.Settings;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The admin listener, aligned with the settings: a new address is bound before the old one closes. One thread at a time; the
 * address may be asked for by any.
 */
final class AdminDoor implements AutoCloseable {
    private final Supplier<NodeView> node;
    private volatile @Nullable AdminServer open;

    AdminDoor(Supplier<NodeView> node) {
        this.node = node;
    }

    /** What becomes of the listener when the settings take effect. */
    record Prepared(@Nullable AdminServer opened) {}

    /**
     * Binds what is new.
     *
     * @throws IllegalArgumentException for an address or a certificate that can't be used
     */
    Prepared prepare(Settings settings) {
        AdminSettings next = settings.admin();
        AdminServer now = open;
        if (next.bind() == null) {
            return new Prepared(null);
        }
        if (now != null && now.keeps(next)) {
            now.certificates(next);
            return new Prepared(now);
        }
        return new Prepared(AdminServer.open(node.get(), next));
    }

    /** Takes the settings into effect. */
    void commit(Settings settings, Prepared prepared) {
        AdminServer before = open;
        AdminServer next = prepared.opened;
        if (next != null && next.equals(before)) {
            next.change(settings.admin());
        } else if (before != null) {
            before.close();
        }
        open = next;
    }

    /** Undoes what {@link #prepare} bound, where the settings are refused after all. */
    void abandon(Prepared prepared) {
        AdminServer opened = prepared.opened;
        if (opened != null && !opened.equals(open)) {
            opened.close();
        }
    }

    /** Takes up its renewed certificates. Any thread; reads files. */
    void renew() {
        AdminServer now = open;
        if (now != null) {
            now.renew();
        }
    }

    /** Null where there is none. */
    @Nullable
    InetSocketAddress address() {
        AdminServer now = open;
        return now == null ? null : now.address();
    }

    /** Where browsers of other machines find the page, as far as this node can tell; empty: nowhere. */
    String page(Settings settings) {
        InetSocketAddress bound = address();
        if (bound == null) {
            return "";
        }
        String host = bound.getAddress().isAnyLocalAddress() && settings.cluster() != null
                ? settings.cluster().bind().host()
                : bound.getAddress().isAnyLocalAddress()
                        ? "127.0.0.1"
                        : bound.getAddress().getHostAddress();
        return scheme() + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    String scheme() {
        AdminServer now = open;
        return now == null ? "http" : now.scheme();
    }

    @Override
    public void close() {
        AdminServer now = open;
        if (now != null) {
            now.close();
        }
    }
}
