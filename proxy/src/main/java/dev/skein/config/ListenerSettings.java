package dev.skein.config;

import dev.skein.model.Network;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One address that clients connect to.
 *
 * @param bind unique among listeners and admin
 * @param backlog connections that the kernel keeps for us
 * @param tls null: plain
 * @param httpsRedirect port of https that requests in clear text are sent to; 0: none
 * @param hsts value of Strict-Transport-Security; null: no such field
 * @param tcp connections are passed on as they are, whatever is spoken; null: HTTP is spoken
 * @param trustedProxies peers whose word about the client ({@code X-Forwarded-*}, {@code Forwarded}, request ids) counts
 */
public record ListenerSettings(
        Place place,
        String name,
        HostPort bind,
        int backlog,
        @Nullable TlsSettings tls,
        int httpsRedirect,
        @Nullable String hsts,
        @Nullable TcpSettings tcp,
        ProxyProtocol proxyProtocol,
        List<Network> trustedProxies,
        Forwarding forwarding,
        Timeouts timeouts,
        Limits limits,
        Guard guard,
        Http2 http2,
        Http3 http3) {

    /**
     * HAProxy's PROXY protocol, versions 1 and 2.
     *
     * @param from the only peers that are let in when it is required
     */
    public record ProxyProtocol(boolean required, List<Network> from) {}

    /**
     * What servers are told about the client.
     *
     * @param xForwarded {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}, {@code -Port}
     * @param forwarded {@code Forwarded} of RFC 7239
     * @param via our pseudonym in {@code Via}; null: no such field
     * @param requestIdHeader name of the field; null: none is sent
     */
    public record Forwarding(
            Policy xForwarded,
            Policy forwarded,
            @Nullable String via,
            @Nullable String requestIdHeader,
            ClientCertificate clientCertificate) {}

    /** What servers are told of a client's certificate (RFC 9440). */
    public enum ClientCertificate {
        OFF,
        /** Client-Cert. */
        LEAF,
        /** Client-Cert-Chain, too. */
        CHAIN
    }

    /** What becomes of a forwarding header. */
    public enum Policy {
        /** What came in is thrown away; ours is sent. */
        SET,
        /** Ours is appended when the peer is a trusted proxy; from others it is as {@link #SET}. */
        APPEND,
        /** What a trusted proxy sent goes on as it is; where it sent none, and from others, it is as {@link #SET}. */
        KEEP,
        /** None is sent. */
        REMOVE
    }

    /**
     * Zero is none.
     *
     * @param clientHeader from the first byte of a request to the end of its head; on a new connection from its start
     * @param clientBody the longest pause within a request body
     * @param clientRead the longest time that a client takes nothing of a response that waits for it
     * @param keepAlive between two requests
     */
    public record Timeouts(Duration clientHeader, Duration clientBody, Duration clientRead, Duration keepAlive) {}

    /**
     * Zero is none, except for the first three, which always have one.
     *
     * @param requestLine bytes
     * @param headerBytes of all fields together
     * @param headerCount fields
     * @param connections open at once on this listener
     * @param requestsPerConnection then it is closed
     */
    public record Limits(
            int requestLine, int headerBytes, int headerCount, int connections, long requestsPerConnection) {}

    /**
     * What is let through where the RFCs leave a choice.
     *
     * @param mergeSlashes whether {@code //} in a path becomes {@code /}
     * @param encodedSlash {@code %2f} and {@code %5c} in a path
     * @param underscores names of header fields with an underscore
     * @param cookies most cookies of one request; 0: no limit
     */
    public record Guard(boolean mergeSlashes, EncodedSlash encodedSlash, Underscores underscores, int cookies) {}

    /** What becomes of an encoded slash. */
    public enum EncodedSlash {
        /** 400. */
        REFUSE,
        /** It stays encoded. */
        KEEP
    }

    /** What becomes of a field with an underscore in its name. */
    public enum Underscores {
        KEEP,
        DROP,
        /** 400. */
        REFUSE
    }

    /**
     * HTTP/2's own limits; a client beyond one of the flood limits gets GOAWAY (ENHANCE_YOUR_CALM).
     *
     * @param clearText whether it is what is spoken where there is no TLS
     * @param maxStreams open at once on a connection
     * @param streamWindow bytes that a stream may send before we take any (initial window)
     * @param connectionWindow the same for all streams of a connection together
     * @param maxFrame bytes, 16384 to 16777215
     * @param resets streams reset by the client, or because of it, in {@code floodWindow}
     * @param continuations CONTINUATION frames of one head
     * @param controls SETTINGS, PING, PRIORITY and unknown frames in {@code floodWindow}, less one for each DATA frame sent
     * @param empties frames in a row that carry nothing and end nothing
     */
    public record Http2(
            boolean clearText,
            int maxStreams,
            int streamWindow,
            int connectionWindow,
            int maxFrame,
            int resets,
            int continuations,
            int controls,
            int empties,
            Duration floodWindow) {}

    /**
     * HTTP/3's own limits, where TLS has it; a client beyond one of the flood limits is disconnected (H3_EXCESSIVE_LOAD).
     *
     * @param advertised port that Alt-Svc names; 0: that of {@code bind}; negative: there is no Alt-Svc
     * @param advertisedFor how long clients may remember it
     * @param retry whether a client must show first that its address is its own
     * @param idleTimeout without any packet from a client it counts as gone
     * @param maxStreams open at once on a connection
     * @param streamWindow bytes that a stream may send before we take any, at its beginning
     * @param connectionWindow the same for all streams of a connection together
     * @param resets streams reset by the client, or because of it, in {@code floodWindow}
     * @param controls frames in {@code floodWindow} that carry nothing of a message
     * @param empties frames in a row that carry nothing and end nothing
     */
    public record Http3(
            int advertised,
            Duration advertisedFor,
            boolean retry,
            Duration idleTimeout,
            int maxStreams,
            int streamWindow,
            int connectionWindow,
            int resets,
            int controls,
            int empties,
            Duration floodWindow) {}
}
