package dev.skein.admin;

import dev.skein.telemetry.HistogramReading;
import dev.skein.telemetry.TrafficReading;
import dev.skein.telemetry.TrafficStats;
import dev.skein.telemetry.Window;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counters of traffic as the API shows them. */
final class Figures {
    /** What "now" means for rates and percentiles. */
    static final long SPAN = TimeUnit.SECONDS.toNanos(10);

    private Figures() {}

    /** Adds what routes, pools and servers have in common. */
    static JsonObject traffic(JsonObject to, TrafficStats stats, long now) {
        return traffic(to, stats.read(), stats.window(now, SPAN)).put("inFlight", stats.inFlight());
    }

    static JsonObject traffic(JsonObject to, TrafficReading all, Window window) {
        return to.put("requests", all.requests())
                .put("failed", all.failed())
                .put("requestsPerSecond", rounded(window.requestsPerSecond(), 10))
                .put("latencyMs", latency(window.traffic().duration()));
    }

    static @Nullable JsonObject latency(HistogramReading durations) {
        if (durations.count() == 0) {
            return null;
        }
        return new JsonObject()
                .put("p50", millis(durations.percentileNanos(0.5)))
                .put("p90", millis(durations.percentileNanos(0.9)))
                .put("p99", millis(durations.percentileNanos(0.99)));
    }

    /** Milliseconds with three decimals. */
    static double millis(long nanos) {
        return rounded(nanos / 1e6, 1000);
    }

    private static double rounded(double value, int parts) {
        return (double) Math.round(value * parts) / parts;
    }
}
