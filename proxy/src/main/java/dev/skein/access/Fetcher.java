package dev.skein.access;

import dev.skein.model.PemCertificates;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks servers for small texts, each within a time that counts the body, too; follows nobody elsewhere. For any thread;
 * blocks.
 */
final class Fetcher {
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
    private static final int MOST_BYTES = 1 << 20;

    private final Duration timeout;
    private final @Nullable Path authorities;
    private volatile @Nullable Made made;

    /** A client, and of when the file of authorities is that it trusts. */
    private record Made(HttpClient client, @Nullable FileTime authorities) {}

    /** What came. */
    record Answer(int status, String body) {}

    /**
     * Connects to nobody, and opens nothing, before it is first asked.
     *
     * @param authorities PEM file of who signs the servers' certificates, read anew when it has changed; null: the JDK's
     */
    Fetcher(Duration timeout, @Nullable Path authorities) {
        this.timeout = timeout;
        this.authorities = authorities;
    }

    private HttpClient client() throws IOException {
        Path file = authorities;
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
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        if (file != null) {
            builder.sslContext(PemCertificates.trusting(Files.readAllBytes(file)));
        }
        return builder.build();
    }

    Answer get(URI from) throws IOException, InterruptedException {
        return ask(HttpRequest.newBuilder(from));
    }

    /** @throws IOException with a reason for people */
    Answer ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> asked = client().sendAsync(
                        request.header("Accept", "application/json").build(),
                        BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
        try {
            HttpResponse<String> response = asked.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(why(cause), cause);
        } finally {
            asked.cancel(true);
        }
    }

    /** The JDK often says nothing. */
    private static String why(Throwable cause) {
        if (cause.getCause() instanceof UnresolvedAddressException
                || (cause.getCause() instanceof ConnectException inner
                        && inner.getCause() instanceof UnresolvedAddressException)) {
            return "no such host";
        }
        if (cause instanceof ConnectException) {
            return cause.getMessage() == null ? "no connection" : "no connection: " + cause.getMessage();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
