package dev.skein.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is shipped to collectors by OTLP.
 *
 * @param service what collectors call all nodes together
 */
public record TelemetrySettings(String service, Traces traces, Logs logs) {
    /** What becomes of a valid trace context that a client brings. */
    public enum Incoming {
        /** The request goes on in the client's trace, recorded if the client says so. */
        CONTINUE,
        /** A new trace begins here, with a link to the client's. */
        RESTART
    }

    /**
     * Where to.
     *
     * @param enabled whether anything is shipped there
     * @param authorization value of the field of that name; null: none
     * @param ca PEM file of authorities; null: the JDK's
     * @param queue how many may wait
     * @param timeout of one try
     */
    public record Collector(
            boolean enabled,
            URI endpoint,
            @Nullable Secret authorization,
            @Nullable Path ca,
            int queue,
            Duration timeout) {}

    /**
     * Requests.
     *
     * @param ratio share of requests that bring no decision, 0 to 1
     */
    public record Traces(Collector collector, double ratio, Incoming incoming) {}

    /**
     * Lines.
     *
     * @param access whether lines of the access log go there, too
     */
    public record Logs(Collector collector, boolean access) {}
}
