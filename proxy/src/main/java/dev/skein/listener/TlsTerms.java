package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.config.TlsSettings;
import dev.skein.model.HostNames;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that handshakes of one listener need, built in advance and replaced as a whole: which certificate answers whom, and
 * what may be spoken then. A name maps to a set of certificates, of which the client gets the cheapest that it can verify.
 * Immutable but for the ticket keys; for any thread.
 */
final class TlsTerms {
    private static final String HTTP_1_1 = "http/1.1";
    private static final Cleaner CLEANER = Cleaner.create();

    private final List<TlsCertificate> certificates;
    private final List<SslContext> contexts;
    private final List<String> protocols;
    private final long handshakeNanos;
    private final String scope;
    private final Issuance issuance;
    private final @Nullable QuicTerms quic;
    private final boolean asks;
    private final List<Answer> first;
    private final Map<String, List<Answer>> byName = new HashMap<>();

    private final boolean strict;

    /**
     * What a client is answered with.
     *
     * @param names hosts that it may ask for then; null: any
     */
    record Answer(
            TlsCertificate certificate,
            SslContext context,
            @Nullable HostNames names) {
        int scheme() {
            return certificate.scheme();
        }

        /** The engine for one connection, with the authority's word about the certificate (RFC 6066 §8). */
        SslHandler handler(ByteBufAllocator allocator) {
            SslHandler handler = context.newHandler(allocator);
            byte[] word = certificate.ocsp();
            if (word != null && handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
                engine.setOcspResponse(word);
            }
            return handler;
        }
    }

    /**
     * Takes the contexts over.
     *
     * @param contexts one for each certificate
     * @param listener whose tls the rest follows
     * @param scope what a session must have been made under to be resumed
     * @param issuance answers authorities
     * @param quic for HTTP/3; null: it is not spoken
     */
    TlsTerms(
            List<TlsCertificate> certificates,
            List<SslContext> contexts,
            ListenerSettings listener,
            String scope,
            Issuance issuance,
            @Nullable QuicTerms quic) {
        TlsSettings tls = Objects.requireNonNull(listener.tls());
        this.issuance = issuance;
        this.quic = quic;
        this.certificates = certificates;
        this.contexts = contexts;
        this.protocols = protocols(listener);
        this.handshakeNanos = tls.handshakeTimeout().toNanos();
        this.asks = tls.clientAuth() != TlsSettings.ClientAuth.NONE;
        this.scope = scope;
        this.strict = tls.strictSni();
        for (int i = 0; i < contexts.size(); i++) {
            Answer answer = answer(certificates.get(i), contexts.get(i));
            for (String name : certificates.get(i).names()) {
                put(byName.computeIfAbsent(name, absent -> new ArrayList<>(1)), answer);
            }
        }
        List<String> names = certificates.getFirst().names();
        Answer answer = answer(certificates.getFirst(), contexts.getFirst());
        first = names.isEmpty() ? List.of(answer) : byName.getOrDefault(names.getFirst(), List.of(answer));
        // Connections hold on to theirs; nobody can know when the last loop has taken one from here.
        List<SslContext> mine = List.copyOf(contexts);
        CLEANER.register(this, () -> mine.forEach(ReferenceCountUtil::release));
    }

    /** What is offered in ALPN: nothing where it is not for us to know what is spoken. */
    static List<String> protocols(ListenerSettings listener) {
        return listener.tcp() != null
                ? List.of()
                : Objects.requireNonNull(listener.tls()).overTcp().stream()
                        .map(TlsSettings.Protocol::toString)
                        .toList();
    }

    private Answer answer(TlsCertificate certificate, SslContext context) {
        return new Answer(certificate, context, strict ? new HostNames(certificate.names()) : null);
    }

    /** One of each kind; ECDSA, which costs a tenth of RSA's signature, is tried first. */
    private static void put(List<Answer> set, Answer answer) {
        if (set.stream().noneMatch(there -> there.scheme() == answer.scheme())) {
            set.add(answer);
            set.sort(Comparator.comparing((Answer each) -> each.scheme() == TlsCertificate.ANY));
        }
    }

    /** What answers an authority that asks whether a name leads here; null: the client is none. */
    @Nullable
    SslContext proof(ClientHello hello) {
        return issuance.proof(hello);
    }

    /** Whether client and listener have a protocol in common; one that offers none means HTTP/1.1. */
    boolean speaksWith(ClientHello hello) {
        List<String> offered = hello.protocols();
        if (offered == null || protocols.isEmpty()) {
            return protocols.isEmpty() || protocols.contains(HTTP_1_1);
        }
        for (int i = 0; i < offered.size(); i++) {
            if (protocols.contains(offered.get(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * With what this client is answered: by an exact name before a wildcard, as the first certificate where none fits; null
     * where that is not allowed.
     */
    @Nullable
    Answer answerTo(ClientHello hello) {
        List<Answer> set = setOf(hello.serverName());
        for (int i = 0; i < set.size() - 1; i++) {
            if (hello.verifies(set.get(i).scheme())) {
                return set.get(i);
            }
        }
        return set.isEmpty() ? null : set.getLast();
    }

    private List<Answer> setOf(@Nullable String name) {
        List<Answer> otherwise = strict ? List.of() : first;
        if (name == null) {
            return otherwise;
        }
        List<Answer> exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? otherwise : byName.getOrDefault("*" + name.substring(dot), otherwise);
    }

    /** Other keys for session tickets; where the JDK encrypts, it keeps keys of its own. */
    void tickets(TicketKeys keys) {
        for (SslContext context : contexts) {
            if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setTicketKeys(keys.of(scope));
            }
        }
        if (quic != null) {
            quic.tickets(keys);
        }
    }

    /** What HTTP/3 begins with; null: it is not spoken. */
    @Nullable
    QuicTerms quic() {
        return quic;
    }

    List<TlsCertificate> certificates() {
        return certificates;
    }

    /** Whether clients are asked who they are. */
    boolean asksForCertificates() {
        return asks;
    }

    long handshakeNanos() {
        return handshakeNanos;
    }
}
