package dev.skein;

import dev.skein.cluster.Reports;
import dev.skein.config.ClusterSettings;
import dev.skein.config.PoolSettings;
import dev.skein.config.Settings;
import dev.skein.config.TlsSettings;
import dev.skein.control.CertificatesInUse;
import dev.skein.control.CertificatesInUse.Certificate;
import dev.skein.listener.HttpListener;
import dev.skein.model.PemCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which certificates this node uses, what for and until when; told to the other nodes. For one thread, which reads files. */
final class CertificateSurvey {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateSurvey.class);

    private final Reports reports;
    private CertificatesInUse told = new CertificatesInUse(List.of(), List.of());

    CertificateSurvey(Reports reports) {
        this.reports = reports;
    }

    /** Looks, and tells what is new. */
    void look(Settings settings, Collection<HttpListener> listeners, List<CertificatesInUse.Renewal> renewals) {
        List<Certificate> found = new ArrayList<>();
        for (HttpListener listener : listeners) {
            listener.served()
                    .forEach(one -> found.add(certificate("listener", listener.name(), one.file(), one.own())));
            TlsSettings tls = listener.settings().tls();
            add(found, "clients", listener.name(), tls == null ? null : tls.clientCa());
        }
        admin(found, settings.admin().tls());
        ClusterSettings cluster = settings.cluster();
        if (cluster != null && cluster.tls() != null) {
            add(found, "node", "", cluster.tls().cert());
            add(found, "nodes", "", cluster.tls().ca());
        }
        for (PoolSettings pool : settings.pools()) {
            add(found, "pool", pool.name(), pool.tls().cert());
            add(found, "servers", pool.name(), pool.tls().ca());
        }
        CertificatesInUse next = new CertificatesInUse(found, renewals);
        if (!next.equals(told)) {
            told = next;
            reports.publish(CertificatesInUse.KIND, next.encode());
        }
    }

    private static void admin(List<Certificate> found, @Nullable TlsSettings tls) {
        if (tls != null) {
            tls.certificates().forEach(one -> add(found, "admin", "", one.cert()));
            add(found, "clients", "admin", tls.clientCa());
        }
    }

    /** The first one of a file: what follows is its chain. */
    private static void add(List<Certificate> found, String use, String where, @Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            X509Certificate own = PemCertificates.read(Files.readAllBytes(file)).getFirst();
            found.add(certificate(use, where, file, own));
        } catch (IOException | CertificateException e) {
            // Whoever uses the file tells of that, and goes on with the one it has.
            LOG.debug("{}: {}", file, e.toString());
        }
    }

    private static Certificate certificate(String use, String where, Path file, X509Certificate one) {
        return new Certificate(
                use,
                where,
                file.toString(),
                fingerprint(one),
                one.getSubjectX500Principal().getName(),
                one.getIssuerX500Principal().getName(),
                names(one),
                one.getNotBefore().toInstant().toEpochMilli(),
                one.getNotAfter().toInstant().toEpochMilli());
    }

    private static String fingerprint(X509Certificate one) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(one.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("SHA-256 of a certificate: every JDK must have it", e);
        }
    }

    private static List<String> names(X509Certificate one) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = one.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.stream()
                        .map(List::getLast)
                        .filter(String.class::isInstance)
                        .forEach(name -> names.add((String) name));
            }
        } catch (CertificateException e) {
            LOG.debug("names of {}: {}", one.getSubjectX500Principal(), e.toString());
        }
        return names;
    }
}
