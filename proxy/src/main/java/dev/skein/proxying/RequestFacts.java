package dev.skein.proxying;

import dev.skein.http.NameSet;
import dev.skein.http.RequestHead;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.model.FieldFilter;
import dev.skein.model.RequestView;
import dev.skein.model.TlsFacts;
import dev.skein.routing.FieldEdits;
import dev.skein.routing.Match;
import dev.skein.routing.Variables;
import dev.skein.snapshot.Action;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What edits and the log ask of an exchange: its id, its variables, which fields go on, whether it may become a tunnel. */
final class RequestFacts implements Variables {
    /** What CGI-like servers would take for the framing that we wrote, if it came spelt with underscores. */
    private static final NameSet FRAMING =
            NameSet.of("Content-Length", "Transfer-Encoding", "Content-Type", "Proxy-Authorization");

    private static final int CRLF = '\r' << 8 | '\n';
    private static final byte[] HSTS = Ascii.bytes("strict-transport-security");
    private static final int COLON_SPACE = ':' << 8 | ' ';

    private final Exchange x;
    private final ByteSink id = new ByteSink(16);
    private final FieldFilter requestDrops = this::dropsOfRequest;
    private final FieldFilter trailerDrops = this::dropsOfTrailers;
    private final FieldFilter responseDrops = this::dropsOfResponse;
    private FieldEdits edits = FieldEdits.NONE;
    private boolean upgrade;
    private boolean foreignId;

    RequestFacts(Exchange exchange) {
        this.x = exchange;
    }

    void begin() {
        upgrade = false;
        foreignId = false;
    }

    /** Whether the client asked to leave HTTP for a protocol that the route allows (RFC 9110 §7.8); false: a stream is to be nothing else. */
    private boolean decideUpgrade() {
        RequestHead head = x.head;
        int field = head.upgradeField();
        if (field < 0) {
            return true;
        }
        var allowed = x.route().upgrades();
        for (int i = 0; i < allowed.size(); i++) {
            byte[] token = allowed.get(i);
            upgrade |= Ascii.equalsIgnoreCase(head.bytes(), head.valueStart(field), head.valueEnd(field), token);
        }
        upgrade &= !head.hasBody();
        Action action = x.route().action();
        return !head.tunnels() || upgrade && (action instanceof Action.ToPool || action instanceof Action.Split);
    }

    /** The same, with the answer to the client where it asked for a stream that the route does not give. */
    boolean refusesTunnel() {
        boolean refuses = !decideUpgrade();
        if (refuses) {
            x.response.answer(Failure.NOT_IMPLEMENTED, "a protocol that the route does not allow");
        }
        return refuses;
    }

    /** Whether a server's answer is an upgrade that nobody asked for, or none where any success would be taken for one. */
    boolean unexpected(int status, boolean switched) {
        return switched ? !upgrade : x.head.tunnels() && status < 300;
    }

    boolean upgradeAsked() {
        return upgrade;
    }

    /** The fields of the request that do not go on, edits included. */
    FieldFilter drops(FieldEdits of) {
        edits = of;
        return requestDrops;
    }

    /** The same of those behind its body. */
    FieldFilter trailerDrops(FieldEdits of) {
        edits = of;
        return trailerDrops;
    }

    FieldFilter responseDrops(FieldEdits of) {
        edits = of;
        return responseDrops;
    }

    private boolean dropsOfRequest(byte[] bytes, int start, int end) {
        return x.client().forwarded().drops(bytes, start, end)
                || x.tracks.drops(bytes, start, end)
                || edits.drops(bytes, start, end)
                || isIdName(bytes, start, end)
                || FRAMING.containsAlias(bytes, start, end) && !FRAMING.contains(bytes, start, end);
    }

    private boolean dropsOfTrailers(byte[] bytes, int start, int end) {
        return dropsOfRequest(bytes, start, end) || edits.shows(bytes, start, end);
    }

    private boolean dropsOfResponse(byte[] bytes, int start, int end) {
        // The listener's own stands in for it: of two, browsers take the first (RFC 6797 §8.1).
        return edits.drops(bytes, start, end)
                || x.listening().hsts() != null && Ascii.equalsIgnoreCase(bytes, start, end, HSTS);
    }

    private boolean isIdName(byte[] bytes, int start, int end) {
        byte[] name = x.listening().requestIdName();
        return name != null
                && name.length == end - start
                && NameSet.equalsFolded(bytes, start, name)
                && !(foreignId && Ascii.equalsIgnoreCase(bytes, start, name));
    }

    /** Keeps the id that a trusted peer gave the request. */
    void keepForeignId() {
        byte[] name = x.listening().requestIdName();
        int field = name == null ? -1 : x.head.find(name, 0);
        if (field >= 0 && x.head.valueEnd(field) - x.head.valueStart(field) <= 128) {
            foreignId = true;
            x.outcome.foreignRequestId =
                    Arrays.copyOfRange(x.head.bytes(), x.head.valueStart(field), x.head.valueEnd(field));
        }
    }

    void writeRequestId(ByteBuf out) {
        byte[] name = x.listening().requestIdName();
        if (name == null || foreignId) {
            return;
        }
        id.clear();
        id.hex(x.outcome.requestId);
        out.writeBytes(name);
        out.writeShort(COLON_SPACE);
        out.writeBytes(id.bytes(), 0, id.length());
        out.writeShort(CRLF);
    }

    String requestIdText() {
        byte[] foreign = x.outcome.foreignRequestId;
        if (foreign != null) {
            return Ascii.string(foreign, 0, foreign.length).replaceAll("[^A-Za-z0-9._:/+=-]", "");
        }
        id.clear();
        id.hex(x.outcome.requestId);
        return id.toString();
    }

    @Override
    public RequestView request() {
        return x.head;
    }

    @Override
    public Match match() {
        return x.match;
    }

    @Override
    public void append(Fact fact, ByteSink sink) {
        TlsFacts tls = x.client().tls();
        switch (fact) {
            case REQUEST_ID -> sink.put(requestIdText());
            case LISTENER -> sink.put(x.outcome.listener);
            case ROUTE -> sink.put(x.outcome.route);
            case POOL -> sink.put(x.pool == null ? "" : x.pool.name());
            case SERVER -> sink.put(x.outcome.server == null ? "" : x.outcome.server.server());
            case NODE -> sink.put(x.services.nodeId());
            case TLS_VERSION -> sink.put(tls == null ? "" : tls.version());
            case TLS_CIPHER -> sink.put(tls == null ? "" : tls.cipher());
            case TLS_SERVER_NAME -> sink.put(tls == null ? "" : Objects.requireNonNullElse(tls.serverName(), ""));
            case TLS_CLIENT_SUBJECT -> sink.put(tls == null ? "" : Objects.requireNonNullElse(tls.clientSubject(), ""));
            case TLS_CLIENT_NAMES -> sink.put(tls == null ? "" : Objects.requireNonNullElse(tls.clientNames(), ""));
            case RESPONSE_STATUS -> sink.decimal(x.outcome.status);
            case ATTEMPTS -> sink.decimal(x.outcome.attempts);
            case TIME_QUEUE -> millis(x.outcome.queueNanos, sink);
            case TIME_CONNECT -> millis(x.outcome.connectNanos, sink);
            case TIME_FIRST_BYTE -> millis(x.outcome.firstByteNanos, sink);
        }
    }

    private static void millis(long nanos, ByteSink sink) {
        if (nanos >= 0) {
            sink.decimal(TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }
}
