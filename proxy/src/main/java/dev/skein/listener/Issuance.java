package dev.skein.listener;

import dev.skein.proxying.Challenges;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that an authority issues by itself, as this node has them now, and what that authority is answered when it
 * asks whether a name leads here. Any thread.
 */
public final class Issuance {
    /** What it asks for in ALPN, and nothing besides (RFC 8737 §3). */
    private static final String PROTOCOL = "acme-tls/1";

    private static final List<String> PROTOCOLS = List.of(PROTOCOL);

    private final Challenges challenges = new Challenges();
    private final Function<List<String>, Pair> placeholder;
    private final Map<List<String>, Pair> placeholders = new ConcurrentHashMap<>();
    private final Map<List<String>, Pair> issued = new ConcurrentHashMap<>();
    private volatile Map<String, SslContext> proofs = Map.of();

    /** @param placeholder makes a certificate that nobody trusts, for names that have none yet */
    public Issuance(Function<List<String>, Pair> placeholder) {
        this.placeholder = placeholder;
    }

    /**
     * A certificate and its key.
     *
     * @param chain its own certificate first
     */
    public record Pair(List<X509Certificate> chain, PrivateKey key) {
        public Pair {
            chain = List.copyOf(chain);
        }
    }

    /** What answers it over HTTP. */
    public Challenges challenges() {
        return challenges;
    }

    /** What the authority has issued for these names. */
    public void issued(List<String> names, Pair pair) {
        issued.put(names, pair);
        placeholders.remove(names);
    }

    /** From now on these are the answers to it: by token over HTTP, by name in TLS. */
    public void answer(Map<String, byte[]> tokens, Map<String, Pair> names) {
        Map<String, SslContext> contexts = new HashMap<>();
        names.forEach((name, pair) -> contexts.put(name, context(pair)));
        proofs = Map.copyOf(contexts);
        challenges.answer(tokens);
    }

    /** By the JDK: its contexts need no end. One handshake in weeks may cost what it likes. */
    private static SslContext context(Pair pair) {
        try {
            return SslContextBuilder.forServer(pair.key(), pair.chain())
                    .sslProvider(SslProvider.JDK)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            PROTOCOLS))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("a certificate that was just made", e);
        }
    }

    /** What clients are shown for these names. */
    Pair of(List<String> names) {
        Pair pair = issued.get(names);
        return pair == null ? placeholders.computeIfAbsent(names, placeholder) : pair;
    }

    /** Another one for each certificate. */
    String stamp(List<String> names) {
        return of(names).chain().getFirst().getSerialNumber() + "\n";
    }

    /** What answers this client, if it is the authority that asks about an open challenge; else null. */
    @Nullable
    SslContext proof(ClientHello hello) {
        Map<String, SslContext> open = proofs;
        String name = open.isEmpty() ? null : hello.serverName();
        return name != null && PROTOCOLS.equals(hello.protocols()) ? open.get(name) : null;
    }
}
