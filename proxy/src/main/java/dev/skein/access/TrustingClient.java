package dev.skein.access;

import dev.skein.model.PemCertificates;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections of HTTP/1.1 to servers that are trusted, and to no others; follows nobody elsewhere. For any thread. */
final class TrustingClient {
    private static final Logger LOG = LoggerFactory.getLogger(TrustingClient.class);

    private final Duration connect;
    private final Trust trust;
    private volatile @Nullable Made made;

    /** A client, and of when the file of authorities is that it trusts. */
    private record Made(HttpClient client, @Nullable FileTime authorities) {}

    /** Connects to nobody, and opens nothing, yet. */
    TrustingClient(Duration connect, Trust trust) {
        this.connect = connect;
        this.trust = trust;
    }

    /** Whether {@link #get} looks at a file, and so may not be asked on an event loop. */
    boolean blocks() {
        return trust.authorities() != null;
    }

    /** @throws IOException where the authorities can't be read, and never could */
    HttpClient get() throws IOException {
        Path file = trust.authorities();
        Made before = made;
        try {
            FileTime now = file == null ? null : Files.getLastModifiedTime(file);
            if (before != null && Objects.equals(before.authorities, now)) {
                return before.client;
            }
            HttpClient client = client(file);
            // The former one ends by itself once nobody asks by it any more.
            made = new Made(client, now);
            return client;
        } catch (IOException | GeneralSecurityException e) {
            if (before != null) {
                LOG.warn("{} is not read again: {}", file, e.getMessage());
                return before.client;
            }
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private HttpClient client(@Nullable Path file) throws IOException, GeneralSecurityException {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connect);
        if (!trust.verify()) {
            builder.sslContext(believing());
        } else if (file != null) {
            builder.sslContext(PemCertificates.trusting(Files.readAllBytes(file)));
        }
        if (trust.serverName() != null) {
            SSLParameters parameters = new SSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(trust.serverName())));
            builder.sslParameters(parameters);
        }
        return builder.build();
    }

    private static SSLContext believing() throws GeneralSecurityException {
        // The client asks for a look at names in any case, which is left to managers that see engines, as these do:
        // they don't.
        TrustManager[] all = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, all, null);
        return context;
    }
}
