package dev.skein.cluster.trust;

import dev.skein.model.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A node's own credentials and its judgement of others: TLS 1.3 only, both ends present a certificate, nobody is trusted
 * but the cluster's authority.
 *
 * <p>How to use it: an {@link #engine} for each connection; after its handshake {@link #peer} for who that is, which must
 * be asked always (a resumed session skips the handshake's own check), and then whether the name that the peer gives
 * itself {@linkplain Peer.Named#is is} one of those. A {@link TrustWatch} keeps it up to date. When {@link #generation} has grown since a connection was made, ask {@link #peer} again: refused → close at once;
 * else replace the connection within the next minute or so, not all at the same time.
 *
 * <p>Any thread.
 */
public final class NodeTrust {
    private static final String PROTOCOL = "TLSv1.3";
    /** Seconds. Resumption saves us nothing, and a session should not outlive what is known of its peer. */
    private static final int SESSION_SECONDS = 60;

    private final TlsFiles files;
    private final NodeName self;
    private final Ticker ticker;
    private volatile Current current;
    private String stamp;

    private record Current(Credentials credentials, SSLContext context, long generation, List<Expiry> expiries) {}

    private NodeTrust(TlsFiles files, NodeName self, Ticker ticker) throws TrustException {
        this.files = files;
        this.self = self;
        this.ticker = ticker;
        this.stamp = stamp();
        this.current = read(0);
    }

    /**
     * Reads the files.
     *
     * @param self who we are; the certificate must say so
     * @throws TrustException when a file is missing, can't be read, or doesn't fit the others or the name. A certificate
     *     that ended or was revoked is only warned of, because {@link #refresh} may bring a better one
     */
    public static NodeTrust load(TlsFiles files, NodeName self, Ticker ticker) throws TrustException {
        return new NodeTrust(files, self, ticker);
    }

    /** Who we are. */
    public NodeName self() {
        return self;
    }

    /**
     * For one connection.
     *
     * @param client whether this node opened it
     */
    public SSLEngine engine(boolean client) {
        SSLEngine engine = current.context.createSSLEngine();
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {PROTOCOL});
        if (!client) {
            parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Who is at the other end, by what is known now. For a session whose handshake is complete. */
    public Peer peer(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return judge(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        } catch (SSLPeerUnverifiedException e) {
            // It presented none: judged as such.
            return judge(null);
        }
    }

    /** Whose chain that is, own certificate first, by what is known now. */
    public Peer judge(X509Certificate @Nullable [] chain) {
        return current.credentials.rules().judge(chain, ticker.epochMillis());
    }

    /** How often other files were taken up since the start. */
    public long generation() {
        return current.generation;
    }

    /** When the node's own certificate ends. */
    public Instant ends() {
        return current.credentials.chain()[0].getNotAfter().toInstant();
    }

    /** What somebody should mend, as the files are now: permissions, an outdated list, an own certificate that is over. */
    public List<String> warnings() {
        return current.credentials.warnings();
    }

    /** Certificates that come near their end, own and authority's: each is told once at 30, 14, 7, 1 and 0 days. */
    public synchronized List<String> expiring() {
        List<String> due = new ArrayList<>();
        for (Expiry expiry : current.expiries) {
            String text = expiry.due(ticker.epochMillis());
            if (text != null) {
                due.add(text);
            }
        }
        return due;
    }

    /**
     * What became of a look at the files.
     *
     * @param text for the log; empty when nothing changed
     */
    public record Refresh(Result result, String text) {
        private static final Refresh UNCHANGED = new Refresh(Result.UNCHANGED, "");

        /** Whether other credentials are in use now. */
        public enum Result {
            UNCHANGED,
            /** In use for new connections. */
            RENEWED,
            /** The changed files can't be used: the former credentials stay. */
            REFUSED
        }
    }

    /** Looks whether the files have changed, and takes them up. Blocks while it reads. Each state is told once. */
    public synchronized Refresh refresh() {
        String now = stamp();
        if (now.equals(stamp)) {
            return Refresh.UNCHANGED;
        }
        stamp = now;
        try {
            current = read(current.generation + 1);
            X509Certificate own = current.credentials.chain()[0];
            return new Refresh(
                    Refresh.Result.RENEWED,
                    files.cert() + ": " + PeerRules.describe(own) + " in use for new connections, valid until "
                            + ends());
        } catch (TrustException e) {
            return new Refresh(Refresh.Result.REFUSED, e.text() + "; the credentials before stay in use");
        }
    }

    private Current read(long generation) throws TrustException {
        Credentials read = Credentials.read(files, self, ticker.epochMillis());
        List<Expiry> expiries = new ArrayList<>();
        expiries.add(new Expiry(files.cert().toString(), read.chain()[0]));
        read.authorities().forEach(ca -> expiries.add(new Expiry(files.ca().toString(), ca)));
        return new Current(read, context(read), generation, expiries);
    }

    private SSLContext context(Credentials read) throws TrustException {
        try {
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(
                    new KeyManager[] {new OwnKey(read.chain(), read.key())},
                    new TrustManager[] {new MembersOnly(read.rules(), ticker)},
                    new SecureRandom());
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TrustException(files.cert(), "can't be used for TLS: " + e, e);
        }
    }

    private String stamp() {
        StringBuilder all = new StringBuilder();
        for (Path file : files.all()) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                all.append(now.lastModifiedTime())
                        .append(' ')
                        .append(now.size())
                        .append(' ');
                all.append(now.fileKey()).append('\n');
            } catch (IOException e) {
                // Being replaced, perhaps: another state, which is told if it stays.
                all.append("missing\n");
            }
        }
        return all.toString();
    }
}
