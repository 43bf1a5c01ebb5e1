package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.ClientAddress;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;

/** How each forwarding field is written, line end included. */
final class ForwardedLines {
    private static final byte[] FOR = Ascii.bytes("X-Forwarded-For: ");
    private static final byte[] PROTO_HTTP = Ascii.bytes("X-Forwarded-Proto: http\r\n");
    private static final byte[] PROTO_HTTPS = Ascii.bytes("X-Forwarded-Proto: https\r\n");
    private static final byte[] HOST = Ascii.bytes("X-Forwarded-Host: ");
    private static final byte[] PORT = Ascii.bytes("X-Forwarded-Port: ");
    private static final byte[] FORWARDED = Ascii.bytes("Forwarded: ");
    private static final byte[] NODE_V4 = Ascii.bytes("for=");
    private static final byte[] NODE_V6 = Ascii.bytes("for=\"[");
    private static final byte[] NODE_V6_END = Ascii.bytes("]\"");
    private static final byte[] ELEMENT_HOST = Ascii.bytes(";host=");
    private static final byte[] ELEMENT_HTTP = Ascii.bytes(";proto=http");
    private static final byte[] ELEMENT_HTTPS = Ascii.bytes(";proto=https");
    private static final byte[] VIA = Ascii.bytes("Via: ");
    private static final byte[] COMMA = Ascii.bytes(", ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private ForwardedLines() {}

    static void xFor(ByteSink out, ClientAddress client) {
        out.put(FOR);
        out.put(client.text());
        out.put(CRLF);
    }

    /** The received values of all fields of this name, in their order, and the peer behind them. */
    static void xFor(ByteSink out, RequestView request, byte[] name, ClientAddress peer) {
        out.put(FOR);
        received(out, request, name);
        out.put(peer.text());
        out.put(CRLF);
    }

    static void xProto(ByteSink out, RequestView request) {
        out.put(request.secure() ? PROTO_HTTPS : PROTO_HTTP);
    }

    static void xHost(ByteSink out, RequestView request) {
        if (request.hostStart() < request.hostEnd()) {
            out.put(HOST);
            host(out, request);
            out.put(CRLF);
        }
    }

    static void xPort(ByteSink out, RequestView request) {
        int named = request.hostPort();
        int usual = request.secure() ? HTTPS_PORT : HTTP_PORT;
        out.put(PORT);
        out.decimal(named < 0 ? usual : named);
        out.put(CRLF);
    }

    static void forwarded(ByteSink out, ClientAddress client, RequestView request) {
        out.put(FORWARDED);
        element(out, client, request);
        out.put(CRLF);
    }

    static void forwarded(ByteSink out, RequestView request, byte[] name, ClientAddress peer) {
        out.put(FORWARDED);
        received(out, request, name);
        element(out, peer, request);
        out.put(CRLF);
    }

    /** RFC 9110 §7.6.3: the protocol that the message came with, and who passed it on. */
    static void via(ByteSink out, Protocol received, String pseudonym) {
        out.put(VIA);
        out.put(viaVersion(received));
        out.put((byte) ' ');
        out.put(pseudonym);
        out.put(CRLF);
    }

    private static String viaVersion(Protocol received) {
        return switch (received) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
            case HTTP_3 -> "3";
            case TCP -> throw new IllegalArgumentException("TCP has no requests");
        };
    }

    private static void received(ByteSink out, RequestView request, byte[] name) {
        for (int field = request.find(name, 0); field >= 0; field = request.find(name, field + 1)) {
            int start = request.valueStart(field);
            int end = request.valueEnd(field);
            if (start < end) {
                out.put(request.bytes(), start, end);
                out.put(COMMA);
            }
        }
    }

    /** RFC 7239 §4: an IPv6 address and a host with a port must be quoted. */
    private static void element(ByteSink out, ClientAddress client, RequestView request) {
        out.put(client.v6() ? NODE_V6 : NODE_V4);
        out.put(client.text());
        if (client.v6()) {
            out.put(NODE_V6_END);
        }
        int start = request.hostStart();
        int end = request.hostEnd();
        if (start < end) {
            boolean quoted = request.hostPort() >= 0 || !FieldRules.isToken(request.bytes(), start, end);
            out.put(ELEMENT_HOST);
            quote(out, quoted);
            host(out, request);
            quote(out, quoted);
        }
        out.put(request.secure() ? ELEMENT_HTTPS : ELEMENT_HTTP);
    }

    private static void quote(ByteSink out, boolean quoted) {
        if (quoted) {
            out.put((byte) '"');
        }
    }

    /** A host that {@link Authority} let through holds neither a quote nor a backslash, so it needs no escaping. */
    private static void host(ByteSink out, RequestView request) {
        out.put(request.bytes(), request.hostStart(), request.hostEnd());
        if (request.hostPort() >= 0) {
            out.put((byte) ':');
            out.decimal(request.hostPort());
        }
    }
}
