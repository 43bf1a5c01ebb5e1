package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.TlsSettings;
import dev.skein.telemetry.EventKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One address that clients connect to. Opened, changed and closed by one thread at a time; {@link #renew} may come from
 * another one in between.
 */
public final class HttpListener {
    private final Premises premises;
    private final Door door;
    private final Http3Side http3;
    private volatile TicketKeys tickets = TicketKeys.random();
    private @Nullable Acceptor acceptor;
    private String stamp = "";

    private HttpListener(Premises premises) {
        this.premises = premises;
        this.door = new Door(premises);
        this.http3 = new Http3Side(door);
    }

    /** A listener that is not open yet. */
    public static HttpListener of(Premises premises) {
        return new HttpListener(premises);
    }

    /** Other settings, with all done that could fail; in effect by {@link #change}. */
    public static final class Draft {
        private final ListenerSettings settings;
        private final @Nullable TlsTerms terms;
        private final String stamp;

        private Draft(ListenerSettings settings, @Nullable TlsTerms terms, String stamp) {
            this.settings = settings;
            this.terms = terms;
            this.stamp = stamp;
        }
    }

    /**
     * Binds and begins to accept.
     *
     * @throws IllegalArgumentException saying what can't be bound, or which certificate can't be used, and why
     */
    public void open(ListenerSettings settings) {
        Draft draft = draft(settings);
        change(draft);
        acceptor = Acceptor.open(door, settings);
        try {
            http3.align(settings, address(), tickets);
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /** Whether other settings can take effect without binding anew. */
    public boolean keeps(ListenerSettings next) {
        return door.settings().bind().equals(next.bind());
    }

    /**
     * Prepares other settings, and reads certificates; changes nothing.
     *
     * @throws IllegalArgumentException naming place, listener, file and reason
     */
    public synchronized Draft draft(ListenerSettings next) {
        TlsSettings tls = next.tls();
        if (acceptor != null) {
            http3.align(next, address(), tickets);
        }
        if (tls == null) {
            return new Draft(next, null, "");
        }
        String now = FileStamps.of(tls, premises.issuance());
        TlsTerms terms = door.tls();
        if (terms == null || !now.equals(stamp) || !tls.equals(door.settings().tls())) {
            terms = TlsSetup.build(premises, next);
            terms.tickets(tickets);
        }
        return new Draft(next, terms, now);
    }

    /** Takes other settings into effect for new connections. */
    public synchronized void change(Draft draft) {
        door.change(draft.settings, draft.terms);
        stamp = draft.stamp;
        http3.advertise(draft.settings);
    }

    /** Takes up certificates that were renewed, on the disk or by an authority; bad ones change nothing and are told once. Reads files. */
    public synchronized void renew() {
        TlsSettings tls = acceptor == null ? null : door.settings().tls();
        if (tls == null || FileStamps.of(tls, premises.issuance()).equals(stamp)) {
            return;
        }
        String name = door.settings().name();
        try {
            Draft draft = draft(door.settings());
            change(draft);
            premises.journal().add(EventKind.CERTIFICATE_LOADED, name, "renewed");
        } catch (IllegalArgumentException e) {
            stamp = FileStamps.of(tls, premises.issuance());
            premises.journal().add(EventKind.CERTIFICATE_REFUSED, name, String.valueOf(e.getMessage()));
        }
    }

    /** Other secrets for session tickets. */
    public synchronized void tickets(TicketKeys keys) {
        tickets = keys;
        TlsTerms terms = door.tls();
        if (terms != null) {
            terms.tickets(keys);
        }
        http3.tickets(keys);
    }

    /** Looks whether further addresses have come or are expected, on which HTTP/3 needs sockets of its own. */
    public synchronized void follow() {
        http3.follow();
    }

    /** Those in use; a new listener has ones of its own. */
    public TicketKeys tickets() {
        return tickets;
    }

    /** Certificates in use, in the order of the settings; none in clear text. Any thread. */
    public List<CertificateTerm> certificates() {
        TlsTerms terms = door.tls();
        return terms == null
                ? List.of()
                : terms.certificates().stream().map(CertificateTerm::of).toList();
    }

    /** The same with all that they say. Any thread. */
    public List<ServedCertificate> served() {
        TlsTerms terms = door.tls();
        return terms == null
                ? List.of()
                : terms.certificates().stream()
                        .map(one -> new ServedCertificate(one.from().cert(), one.own()))
                        .toList();
    }

    /** Takes no new connections; open ones live on. */
    public void close() {
        http3.close();
        if (acceptor != null) {
            acceptor.close();
        }
    }

    /**
     * The next answer on each connection tells its client that it is the last, so that no client sends a request on one that
     * is being closed; idle ones stay. Any thread.
     *
     * @param local of connections that clients opened to it; null: of all
     */
    public void retire(@Nullable InetAddress local) {
        if (local == null) {
            http3.retire();
        }
        door.each(local, Parting::retire);
    }

    /** Open connections end after their exchanges. */
    public void drain() {
        door.each(null, ClientConnection::stop);
    }

    /**
     * Open connections end now, whatever is under way: a WebSocket with a close frame of status 1001. Any thread.
     *
     * @param local those that clients opened to it; null: all
     */
    public void end(@Nullable InetAddress local) {
        door.each(local, Parting::end);
    }

    /** Returns when no connection is open, or after that time. */
    public void awaitClosed(long nanos) {
        door.awaitEmpty(nanos);
    }

    /** Why it accepts nobody; empty: it does. Any thread. */
    public String trouble() {
        return Objects.requireNonNull(acceptor).trouble();
    }

    public String name() {
        return door.settings().name();
    }

    public ListenerSettings settings() {
        return door.settings();
    }

    /** The address bound. */
    public InetSocketAddress address() {
        return Objects.requireNonNull(acceptor).address();
    }

    public boolean encrypted() {
        return door.settings().tls() != null;
    }

    public int connections() {
        return door.count();
    }
}
