package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.model.RequestView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client behind trusted proxies: walks the forwarding field from its right end, where our own peer wrote, past
 * every trusted address to the first that isn't. What can't be read ends the walk at the last address that could, for
 * whatever stands further left was written by somebody we can't name.
 *
 * <p>{@link #resolve} only for requests of a peer that {@link #trusts} accepts; the answers stand until the next call, spans
 * in the request's bytes. One per event loop, confined to it. Makes a {@link ClientAddress} only for clients that it hasn't
 * seen of late.
 */
public final class ClientResolver {

    /** Which fields are believed. Never both: a client could fill the one that our peer doesn't know. */
    public enum Source {
        X_FORWARDED,
        FORWARDED
    }

    private static final byte[] X_FOR = Ascii.bytes("x-forwarded-for");
    private static final byte[] X_PROTO = Ascii.bytes("x-forwarded-proto");
    private static final byte[] X_HOST = Ascii.bytes("x-forwarded-host");
    private static final byte[] FORWARDED = Ascii.bytes("forwarded");
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");
    private static final int RECENT = 64;

    private final NetworkSet trusted;
    private final Source source;
    private final ForwardedElements elements = new ForwardedElements();
    private final ForwardedNode node = new ForwardedNode();
    private final @Nullable ClientAddress[] recent = new @Nullable ClientAddress[RECENT];

    /** The last address that could be read on the walk, if there was one. */
    private boolean named;

    private byte[] found = {};

    private int foundPort;
    private @Nullable ClientAddress client;
    private boolean secure;
    private long host = Span.NONE;

    /**
     * Makes a resolver.
     *
     * @param trusted proxies in front of us
     */
    public ClientResolver(NetworkSet trusted, Source source) {
        this.trusted = trusted;
        this.source = source;
    }

    /** Whether the forwarding fields of this peer are believed; asked once a connection. */
    public boolean trusts(ClientAddress peer) {
        return trusted.contains(peer);
    }

    /**
     * Reads the forwarding fields of a request.
     *
     * @param request only its fields are read
     * @param peer the trusted peer
     * @param peerSecure whether the peer's own connection is encrypted
     */
    public void resolve(RequestView request, ClientAddress peer, boolean peerSecure) {
        named = false;
        secure = peerSecure;
        host = Span.NONE;
        if (source == Source.X_FORWARDED) {
            xForwarded(request);
        } else {
            forwarded(request);
        }
        client = named ? address() : peer;
    }

    /** The client of the request last resolved: the peer itself where it named nobody else. */
    public ClientAddress client() {
        if (client == null) {
            throw new IllegalStateException("client: none (expected: resolve before)");
        }
        return client;
    }

    /** Whether the client's connection was encrypted, as far as the peer says; else whether the peer's is. */
    public boolean secure() {
        return secure;
    }

    /** The {@link Span} of the authority that the client asked for, a valid one, or {@link Span#NONE}. */
    public long host() {
        return host;
    }

    private void xForwarded(RequestView request) {
        byte[] bytes = request.bytes();
        boolean walking = true;
        for (int field = last(request, X_FOR, request.fieldCount()); walking && field >= 0; ) {
            walking = walk(bytes, request.valueStart(field), request.valueEnd(field));
            field = last(request, X_FOR, field);
        }
        int proto = last(request, X_PROTO, request.fieldCount());
        if (proto >= 0) {
            scheme(bytes, lastItem(bytes, request.valueStart(proto), request.valueEnd(proto)));
        }
        int asked = last(request, X_HOST, request.fieldCount());
        if (asked >= 0) {
            host(bytes, lastItem(bytes, request.valueStart(asked), request.valueEnd(asked)));
        }
    }

    /** Goes through one list from its right end; whether the walk goes on in the field before it. */
    private boolean walk(byte[] bytes, int start, int end) {
        for (int to = end; to >= start; to = commaBefore(bytes, start, to)) {
            long item = lastItem(bytes, start, to);
            if (Span.length(item) > 0 && !step(bytes, item)) {
                return false;
            }
        }
        return true;
    }

    /** Takes one address; whether it is trusted, so that the one before it counts. */
    private boolean step(byte[] bytes, long item) {
        if (!node.read(bytes, Span.start(item), Span.end(item))) {
            return false;
        }
        named = true;
        found = node.raw();
        foundPort = node.port();
        return trusted.contains(found);
    }

    private void forwarded(RequestView request) {
        byte[] bytes = request.bytes();
        for (int field = last(request, FORWARDED, request.fieldCount()); field >= 0; ) {
            int count = elements.read(bytes, request.valueStart(field), request.valueEnd(field));
            if (count < 0) {
                return;
            }
            for (int i = count - 1; i >= 0; i--) {
                boolean goesOn = elements.nodes[i] != Span.NONE && step(bytes, elements.nodes[i]);
                scheme(bytes, elements.protos[i]);
                host(bytes, elements.hosts[i]);
                if (!goesOn) {
                    return;
                }
            }
            field = last(request, FORWARDED, field);
        }
    }

    private void scheme(byte[] bytes, long span) {
        if (span == Span.NONE) {
            return;
        }
        if (Ascii.equalsIgnoreCase(bytes, Span.start(span), Span.end(span), HTTPS)) {
            secure = true;
        } else if (Ascii.equalsIgnoreCase(bytes, Span.start(span), Span.end(span), HTTP)) {
            secure = false;
        }
    }

    private void host(byte[] bytes, long span) {
        if (span != Span.NONE && Authority.parse(bytes, Span.start(span), Span.end(span)) != Authority.INVALID) {
            host = span;
        }
    }

    private ClientAddress address() {
        int slot = (Arrays.hashCode(found) * 31 + foundPort) & (RECENT - 1);
        ClientAddress known = recent[slot];
        if (known == null || known.port() != foundPort || !Arrays.equals(known.raw(), found)) {
            known = IpText.address(found.clone(), foundPort);
            recent[slot] = known;
        }
        return known;
    }

    private static int last(RequestView request, byte[] name, int before) {
        int found = -1;
        for (int field = request.find(name, 0); field >= 0 && field < before; field = request.find(name, field + 1)) {
            found = field;
        }
        return found;
    }

    /** The list's last element, blanks cut: an empty span where there is none. */
    private static long lastItem(byte[] bytes, int start, int end) {
        return trimmed(bytes, commaBefore(bytes, start, end) + 1, end);
    }

    private static long trimmed(byte[] bytes, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && blank(bytes[from])) {
            from++;
        }
        while (to > from && blank(bytes[to - 1])) {
            to--;
        }
        return Span.of(from, to);
    }

    /** Where the last comma before {@code end} stands, or the place before {@code start} if there is none. */
    private static int commaBefore(byte[] bytes, int start, int end) {
        int i = end - 1;
        while (i >= start && bytes[i] != ',') {
            i--;
        }
        return i;
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }
}
