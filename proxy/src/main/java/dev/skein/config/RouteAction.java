package dev.skein.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request that a route takes. */
public sealed interface RouteAction {
    /** One of the pool's servers answers. */
    record ToPool(String pool) implements RouteAction {}

    /** Each request goes to one of the pools, by chance in proportion to the weights; their sum is above 0. */
    record Split(List<Share> shares) implements RouteAction {}

    /**
     * A pool's part.
     *
     * @param weight 0 to 1,000,000
     */
    record Share(String pool, int weight) {}

    /**
     * The client is sent elsewhere.
     *
     * @param to value of {@code Location}
     * @param status 301, 302, 303, 307 or 308
     */
    record Redirect(Template to, int status) implements RouteAction {}

    /**
     * The proxy answers itself.
     *
     * @param status 200 to 599
     * @param body text; may be empty
     * @param file a file to be read at load time instead of {@code body}; existed and was readable then
     */
    record Respond(int status, String body, @Nullable Path file, String contentType) implements RouteAction {}

    /** The proxy answers 200 while it is ready, and 503 as soon as it is about to stop: for whoever balances over nodes. */
    record Ready() implements RouteAction {}
}
