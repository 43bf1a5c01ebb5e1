package dev.skein.listener;

import dev.skein.config.TlsSettings;
import dev.skein.model.HostNames;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.SslSessionTicketKey;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What handshakes of QUIC need, as {@link TlsTerms} is for those of TCP: which certificate answers whom. Where there are
 * several for one name, it is that of ECDSA with P-256, which everybody who speaks TLS 1.3 can verify. Immutable but for the
 * ticket keys; for any thread.
 */
final class QuicTerms {
    private final TlsSettings tls;
    private final String scope;
    private final QuicSslContext entry;
    private final Answer first;
    private final Map<String, Answer> byName = new HashMap<>();

    /** What a client is answered with. */
    private record Answer(TlsCertificate certificate, QuicSslContext context) {}

    /**
     * Makes a context for each certificate.
     *
     * @param contexts makes them; with a way to choose: the one that a handshake begins with
     * @param scope what a session must have been made under to be resumed
     */
    QuicTerms(List<TlsCertificate> certificates, TlsSettings tls, String scope, Contexts contexts) {
        this.tls = tls;
        this.scope = scope + "\nh3";
        for (TlsCertificate certificate : certificates) {
            Answer answer = new Answer(certificate, contexts.make(certificate, null));
            certificate.names().forEach(name -> byName.merge(name, answer, QuicTerms::better));
        }
        TlsCertificate begins = certificates.getFirst();
        this.entry = contexts.make(begins, name -> context(name(name)));
        Answer own = new Answer(begins, contexts.make(begins, null));
        this.first = begins.names().isEmpty()
                ? own
                : byName.getOrDefault(begins.names().getFirst(), own);
    }

    /** Makes the library's context of a certificate. */
    @FunctionalInterface
    interface Contexts {
        QuicSslContext make(
                TlsCertificate certificate, @Nullable Function<@Nullable String, @Nullable QuicSslContext> chooser);
    }

    private static Answer better(Answer one, Answer other) {
        return one.certificate.scheme() == TlsCertificate.P_256 ? one : other;
    }

    /** What a client names, as certificates do; what cannot be a name counts as none. */
    static @Nullable String name(@Nullable String told) {
        return told == null || told.isEmpty() || !told.matches("[A-Za-z0-9._-]{1,255}")
                ? null
                : told.toLowerCase(Locale.ROOT);
    }

    private @Nullable QuicSslContext context(@Nullable String name) {
        Answer answer = answer(name);
        return answer == null ? null : answer.context;
    }

    private @Nullable Answer answer(@Nullable String name) {
        Answer otherwise = tls.strictSni() ? null : first;
        if (name == null) {
            return otherwise;
        }
        Answer exact = byName.get(name);
        int dot = name.indexOf('.');
        if (exact == null && dot >= 0) {
            exact = byName.get("*" + name.substring(dot));
        }
        return exact == null ? otherwise : exact;
    }

    /** Hosts that whoever named this one may ask for; null: any. */
    @Nullable
    HostNames namesFor(@Nullable String name) {
        Answer answer = tls.strictSni() ? answer(name) : null;
        return answer == null ? null : new HostNames(answer.certificate.names());
    }

    /** What encrypts one connection. */
    QuicSslEngine engine(ByteBufAllocator allocator) {
        return entry.newEngine(allocator);
    }

    /** Other keys for session tickets. */
    void tickets(TicketKeys keys) {
        SslSessionTicketKey[] all = keys.quic(scope);
        // BoringSSL asks the context that a handshake began with whether there are keys, and Netty the one that was
        // chosen which.
        entry.sessionContext().setTicketKeys(all);
        first.context.sessionContext().setTicketKeys(all);
        byName.values().forEach(answer -> answer.context.sessionContext().setTicketKeys(all));
    }

    /** Whether clients are asked who they are. */
    boolean asksForCertificates() {
        return tls.clientAuth() != TlsSettings.ClientAuth.NONE;
    }

    long handshakeNanos() {
        return tls.handshakeTimeout().toNanos();
    }
}
