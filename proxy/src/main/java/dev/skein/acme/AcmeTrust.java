package dev.skein.acme;

import dev.skein.model.PemCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Any directory, trusted by the JDK's authorities or by those of a file. */
final class AcmeTrust extends GenericAcmeProvider {
    private final @Nullable Path file;
    private volatile @Nullable HttpClient client;

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
            if (file != null) {
                builder.sslContext(PemCertificates.trusting(Files.readAllBytes(file)));
            }
            HttpClient made = builder.build();
            client = made;
            return made;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("acme.ca-file: " + file + " can't be used: " + e.getMessage(), e);
        }
    }

    /** Ends what was opened; nothing is opened for it. */
    void close() {
        HttpClient opened = client;
        if (opened != null) {
            opened.shutdownNow();
        }
    }
}
