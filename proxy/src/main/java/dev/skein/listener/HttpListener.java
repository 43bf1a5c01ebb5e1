package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.proxying.BodyMemory;
import dev.skein.proxying.ExchangePool;
import dev.skein.telemetry.Metrics;
import dev.skein.transport.Loops;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One address that clients connect to. Opened, changed and closed by one thread at a time. */
public final class HttpListener {
    private final Door door;
    private @Nullable Acceptor acceptor;
    private @Nullable InetSocketAddress address;

    private HttpListener(Door door) {
        this.door = door;
    }

    /** A listener that is not open yet. */
    public static HttpListener of(
            Loops loops, List<ExchangePool> exchanges, BodyMemory memory, Metrics metrics, Admittance admittance) {
        return new HttpListener(new Door(loops, exchanges, memory, metrics, admittance));
    }

    /**
     * Binds and begins to accept.
     *
     * @throws IllegalArgumentException saying what can't be bound, or which certificate can't be used, and why
     */
    public void open(ListenerSettings settings) {
        Acceptor made = settings.tls() == null ? new PlainAcceptor(door) : new TlsAcceptor(door);
        address = made.open(settings);
        acceptor = made;
    }

    /** Whether other settings can take effect without binding anew. */
    public boolean keeps(ListenerSettings next) {
        ListenerSettings now = door.settings();
        return now.bind().equals(next.bind()) && (now.tls() == null) == (next.tls() == null);
    }

    /** Other settings for new connections. */
    public void change(ListenerSettings next) {
        Objects.requireNonNull(acceptor).change(next);
    }

    /** Takes no new connections; open ones live on. */
    public void close() {
        if (acceptor != null) {
            acceptor.close();
        }
    }

    /** Open connections end after their exchanges. */
    public void drain() {
        Objects.requireNonNull(acceptor).drain();
    }

    /** Returns when no connection is open, or after that time. */
    public void awaitClosed(long nanos) {
        door.awaitEmpty(nanos);
    }

    public String name() {
        return door.settings().name();
    }

    /** The address bound. */
    public InetSocketAddress address() {
        return Objects.requireNonNull(address);
    }

    public boolean encrypted() {
        return door.settings().tls() != null;
    }

    public int connections() {
        return door.count();
    }
}
