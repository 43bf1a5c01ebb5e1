package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.config.ClusterSettings;
import dev.skein.config.ListenerSettings;
import dev.skein.config.Settings;
import dev.skein.listener.HttpListener;
import dev.skein.telemetry.EventKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's listening sockets, aligned with the settings: new ones bind before old ones close. One thread at a time. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /** For clients to read why their connection ends. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Engine engine;
    private final Map<String, HttpListener> open = new LinkedHashMap<>();
    private volatile List<HttpListener> all = List.of();
    private volatile List<NodeView.Listener> bound = List.of();

    Listeners(Engine engine) {
        this.engine = engine;
    }

    /** Listeners that are bound, and changes of those that were before: they wait for the rest of a reload. */
    record Prepared(List<HttpListener> opened, Map<String, HttpListener.Draft> drafts) {}

    /**
     * Binds what is new, and reads the certificates of what changes.
     *
     * @throws IllegalArgumentException for an address that can't be bound or a certificate that can't be used; whatever
     *     this call had bound is closed again
     */
    Prepared prepare(Settings settings) {
        List<HttpListener> opened = new ArrayList<>();
        Map<String, HttpListener.Draft> drafts = new LinkedHashMap<>();
        engine.premises().virtual().expect(virtual(settings));
        try {
            for (ListenerSettings wanted : settings.listeners()) {
                HttpListener same = open.get(wanted.name());
                if (same != null && same.keeps(wanted)) {
                    drafts.put(wanted.name(), same.draft(wanted));
                } else {
                    HttpListener made = HttpListener.of(engine.premises());
                    made.open(wanted);
                    opened.add(made);
                }
            }
        } catch (IllegalArgumentException e) {
            opened.forEach(HttpListener::close);
            throw e;
        }
        return new Prepared(opened, drafts);
    }

    /** Expected although the settings may be refused yet: a socket for an address that never comes does no harm. */
    private static List<InetAddress> virtual(Settings settings) {
        ClusterSettings cluster = settings.cluster();
        return cluster == null
                ? List.of()
                : cluster.virtualIps().stream()
                        .map(one -> InetAddress.ofLiteral(one.address()))
                        .toList();
    }

    /** Takes the settings into effect: changed ones for new connections, removed ones close and let theirs finish. */
    void commit(Settings settings, Prepared prepared) {
        Map<String, HttpListener> before = new LinkedHashMap<>(open);
        open.clear();
        prepared.opened.forEach(made -> open.put(made.name(), made));
        for (ListenerSettings wanted : settings.listeners()) {
            HttpListener.Draft draft = prepared.drafts.get(wanted.name());
            HttpListener same = before.get(wanted.name());
            if (draft != null && same != null) {
                same.change(draft);
                open.put(wanted.name(), same);
            }
        }
        before.forEach((name, listener) -> {
            if (open.get(name) != listener) {
                listener.close();
                listener.drain();
                engine.journal()
                        .add(EventKind.LISTENER_CLOSED, name, listener.address().toString());
            }
        });
        all = List.copyOf(open.values());
        bound = all.stream().map(Listeners::view).toList();
        prepared.opened.forEach(made -> engine.journal()
                .add(EventKind.LISTENER_OPENED, made.name(), made.address().toString()));
    }

    private static NodeView.Listener view(HttpListener of) {
        return new NodeView.Listener(
                of.name(), of.address(), of.encrypted(), of.settings().tcp() != null);
    }

    /** Name and address of each. */
    Map<String, InetSocketAddress> addresses() {
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        open.forEach((name, listener) -> addresses.put(name, listener.address()));
        return addresses;
    }

    /** All of them, as the last {@link #commit} left them. Any thread. */
    List<NodeView.Listener> bound() {
        return bound;
    }

    /** The listeners that are open, as the last {@link #commit} left them. Any thread. */
    List<HttpListener> all() {
        return all;
    }

    /** Why one of them accepts nobody; empty: all do. Any thread. */
    String trouble() {
        for (HttpListener listener : all) {
            String why = listener.trouble();
            if (!why.isEmpty()) {
                return "listener " + listener.name() + " accepts nobody: " + why;
            }
        }
        return "";
    }

    /** Whether each one speaks TLS. */
    Map<String, Boolean> encrypted() {
        Map<String, Boolean> encrypted = new LinkedHashMap<>();
        open.forEach((name, listener) -> encrypted.put(name, listener.encrypted()));
        return encrypted;
    }

    /** The next answer on each connection is its last; with an address: on those that clients opened to it. */
    void retire(@Nullable InetAddress local) {
        all.forEach(listener -> listener.retire(local));
    }

    /** Ends what is still open; with an address: of those that clients opened to it. */
    void end(@Nullable InetAddress local) {
        all.forEach(listener -> listener.end(local));
    }

    /** Takes no new connections, but those that wait in the kernel's queue already. */
    void close() {
        open.values().forEach(HttpListener::close);
    }

    /** Lets exchanges finish; returns when no connection is left. What is left after that time is told, and ended. */
    void drain(Duration atMost) {
        open.values().forEach(HttpListener::drain);
        awaitClosed(atMost);
        long left = connections();
        if (left > 0) {
            LOG.warn("stop: {} connections were still open after {}", left, atMost);
            open.values().forEach(listener -> listener.end(null));
            awaitClosed(GOODBYE);
        }
    }

    private void awaitClosed(Duration atMost) {
        long end = engine.ticker().nanos() + atMost.toNanos();
        for (HttpListener listener : open.values()) {
            listener.awaitClosed(Math.max(0, end - engine.ticker().nanos()));
        }
    }

    /** Connections that are still open. */
    long connections() {
        return open.values().stream().mapToLong(HttpListener::connections).sum();
    }
}
