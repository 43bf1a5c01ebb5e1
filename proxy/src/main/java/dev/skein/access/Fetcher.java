package dev.skein.access;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers for small texts, each within a time that counts the body, too; follows nobody elsewhere. For any thread;
 * blocks.
 */
final class Fetcher {
    private static final int MOST_BYTES = 1 << 20;

    private final Duration timeout;
    private final TrustingClient client;

    /** What came. */
    record Answer(int status, String body) {}

    /**
     * Connects to nobody, and opens nothing, before it is first asked.
     *
     * @param authorities PEM file of who signs the servers' certificates, read anew when it has changed; null: the JDK's
     */
    Fetcher(Duration timeout, @Nullable Path authorities) {
        this.timeout = timeout;
        this.client = new TrustingClient(timeout, Trust.of(authorities));
    }

    Answer get(URI from) throws IOException, InterruptedException {
        return ask(HttpRequest.newBuilder(from));
    }

    /** @throws IOException with a reason for people */
    Answer ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> asked = client.get()
                .sendAsync(
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
