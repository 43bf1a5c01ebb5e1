package dev.skein.acme;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that was issued.
 *
 * @param directory of the authority
 * @param order that led to it
 * @param chain its own certificate first
 */
record Holding(String directory, String order, PrivateKey key, List<X509Certificate> chain) {
    private static final int VERSION = 1;
    private static final long LONGEST_REST = TimeUnit.HOURS.toMillis(1);

    X509Certificate own() {
        return chain.getFirst();
    }

    /** When it ends, in milliseconds since 1970. */
    long until() {
        return own().getNotAfter().toInstant().toEpochMilli();
    }

    /**
     * When it shall be renewed, in milliseconds since 1970.
     *
     * @param before its end; zero: the authority's wish counts, or a third of the lifetime
     * @param suggested the authority's wish; 0: none
     */
    long renewAt(Duration before, long suggested) {
        long until = until();
        long lifetime = until - own().getNotBefore().toInstant().toEpochMilli();
        if (before.isZero()) {
            return suggested > 0 ? Math.min(suggested, until) : until - lifetime / 3;
        }
        // A margin longer than the lifetime itself would have it renewed all the time.
        long at = until - Math.min(before.toMillis(), lifetime / 2);
        return suggested > 0 ? Math.min(suggested, at) : at;
    }

    /** For so long after it was issued nothing is ordered, in milliseconds: clocks may be far apart. */
    long rest() {
        X509Certificate one = own();
        Duration lifetime = Duration.between(
                one.getNotBefore().toInstant(), one.getNotAfter().toInstant());
        return Math.min(lifetime.toMillis() / 6, LONGEST_REST);
    }

    byte[] encode() {
        Encoder out = new Encoder(VERSION).text(directory).text(order).bytes(key.getEncoded());
        out.number(chain.size());
        try {
            for (X509Certificate one : chain) {
                out.bytes(one.getEncoded());
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was just decoded", e);
        }
        return out.done();
    }

    static Holding decode(byte[] bytes) throws GeneralSecurityException {
        Decoder in = new Decoder(bytes);
        String directory = in.text();
        String order = in.text();
        PrivateKey key = Keys.secret(in.bytes());
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(in.bytes())));
        }
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return new Holding(directory, order, key, List.copyOf(chain));
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return order + " until " + own().getNotAfter();
    }
}
