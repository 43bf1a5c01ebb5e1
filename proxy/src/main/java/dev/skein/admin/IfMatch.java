package dev.skein.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whoever says what they saw changes nothing when it isn't so any more (RFC 9110 §13.1.1). */
final class IfMatch {
    private IfMatch() {}

    /**
     * Refuses what was meant for another version.
     *
     * @param version of what is to be changed; null: there is nothing
     * @param now what it has become, in words
     */
    static void check(RoutingContext context, @Nullable String version, Supplier<String> now) {
        String seen = context.request().getHeader(HttpHeaders.IF_MATCH);
        if (seen == null || version != null && (seen.strip().equals("*") || seen.contains(quoted(version)))) {
            return;
        }
        throw Refusal.of(
                412,
                "If-Match: " + seen + " (expected: " + (version == null ? "that there is one" : quoted(version)) + "; "
                        + now.get() + ")");
    }

    /** Whether the request says what was seen. */
    static boolean asked(RoutingContext context) {
        return context.request().headers().contains(HttpHeaders.IF_MATCH);
    }

    static JsonObject tagged(RoutingContext context, String version, JsonObject json) {
        context.response().putHeader(HttpHeaders.ETAG, quoted(version));
        return json;
    }

    static Future<JsonObject> tagged(
            RoutingContext context, Function<JsonObject, String> version, Future<JsonObject> json) {
        return json.onSuccess(now -> context.response().putHeader(HttpHeaders.ETAG, quoted(version.apply(now))));
    }

    private static String quoted(String version) {
        return '"' + version + '"';
    }
}
