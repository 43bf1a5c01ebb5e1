package dev.skein.acme;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Any directory, trusted by the JDK's authorities or by those of a file. */
final class AcmeTrust extends GenericAcmeProvider {
    private final @Nullable Path file;

    AcmeTrust(@Nullable Path file) {
        this.file = file;
    }

    @Override
    public boolean accepts(URI directory) {
        return true;
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings network) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(network.getTimeout())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(network.getProxySelector());
        try {
            return file == null
                    ? builder.build()
                    : builder.sslContext(trusting(file)).build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("acme.ca-file: " + file + " can't be used: " + e.getMessage(), e);
        }
    }

    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate one : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            store.setCertificateEntry("authority " + store.size(), one);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
