package dev.skein.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests, what becomes of them, and under which rules.
 *
 * @param priority the higher one is looked at first; among equals the more specific one, then the one written first
 * @param rewrite null: the path goes on as it came
 * @param compression null: responses go on as servers sent them
 * @param traces whether its requests are traced where requests are
 * @param allowMethods others get 405; empty: all
 * @param upgrades protocols that a client may switch to, lower case; {@code websocket}
 */
public record RouteSettings(
        Place place,
        String name,
        int priority,
        RouteMatch match,
        RouteAction action,
        @Nullable Rewrite rewrite,
        HeaderEdits requestHeaders,
        HeaderEdits responseHeaders,
        HostRule host,
        Timeouts timeouts,
        RetryOverride retry,
        Limits limits,
        List<RateLimit> rateLimits,
        AccessSettings access,
        @Nullable Compression compression,
        List<String> allowMethods,
        List<String> upgrades,
        boolean traces) {

    /**
     * The path that servers see. Either prefixes (strip, then add) or an expression.
     *
     * @param stripPrefix cut off where the path begins with it on a segment's border
     * @param regex of the JDK, the first match is replaced; compiles
     * @param replacement with {@code $1} or {@code ${name}} for groups
     */
    public record Rewrite(
            @Nullable String stripPrefix,
            @Nullable String addPrefix,
            @Nullable String regex,
            @Nullable String replacement) {}

    /**
     * Responses that are made smaller.
     *
     * @param types as text/html, or text/* for all that begin so; lower case
     * @param codings the preferred one first
     * @param level 1 to 9
     */
    public record Compression(List<String> types, long minSize, List<Coding> codings, int level) {}

    /** What responses can be made smaller by. */
    public enum Coding {
        ZSTD,
        BR,
        GZIP
    }

    /** Changes of a head, made in this order. Names as written, matched without regard to case. */
    public record HeaderEdits(List<String> remove, List<HeaderValue> set, List<HeaderValue> add) {
        public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

        public boolean isEmpty() {
            return remove.isEmpty() && set.isEmpty() && add.isEmpty();
        }
    }

    /** A field to write. */
    public record HeaderValue(String name, Template value) {}

    /** The {@code Host} that servers see. */
    public sealed interface HostRule {
        /** The client's. */
        record Keep() implements HostRule {}

        /** The server's address as written. */
        record Replace() implements HostRule {}

        record Literal(String host) implements HostRule {}
    }

    /**
     * Zero is none; null is what the pool says.
     *
     * @param total from the request's first byte to the response's last
     * @param tunnelIdle neither side of an upgraded connection sends
     */
    public record Timeouts(
            Duration total,
            Duration tunnelIdle,
            @Nullable Duration queue,
            @Nullable Duration responseHeader,
            @Nullable Duration bodyStall) {}

    /**
     * What differs from the pool's retry policy; null is what the pool says.
     *
     * @param idempotent the operator's word that every request of this route may be sent twice, whatever its method
     */
    public record RetryOverride(
            @Nullable Integer attempts,
            @Nullable List<RetrySettings.On> on,
            @Nullable List<StatusRange> onStatus,
            boolean idempotent) {

        /** The policy that holds on this route for a pool's requests. */
        public RetrySettings over(RetrySettings pool) {
            return new RetrySettings(
                    attempts == null ? pool.attempts() : attempts,
                    on == null ? pool.on() : on,
                    onStatus == null ? pool.onStatus() : onStatus,
                    pool.budgetRatio(),
                    pool.budgetMinPerSecond(),
                    pool.bodyBuffer());
        }
    }

    /**
     * Zero is none.
     *
     * @param body bytes of a request body; more is 413
     * @param concurrency exchanges under way at once; more is 503
     */
    public record Limits(long body, int concurrency) {}
}
