package dev.skein.config;

import dev.skein.model.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a route takes: all given conditions must hold; an empty one holds always.
 *
 * @param hosts lower case; {@code shop.example.com} or {@code *.example.com} (one label or more in front)
 * @param scheme null: both
 * @param methods upper case
 * @param clients networks, one of which the client lies in
 */
public record RouteMatch(
        List<String> hosts,
        PathMatch path,
        @Nullable Scheme scheme,
        List<String> methods,
        List<Named> headers,
        List<Named> query,
        List<Named> cookies,
        List<Network> clients) {

    /** How the client's connection is secured, by us or by whoever a trusted peer says. */
    public enum Scheme {
        HTTP,
        HTTPS
    }

    /** A condition on the header (lower case), query parameter or cookie of that name. */
    public record Named(String name, ValueMatch value) {}

    /** A condition on the path after normalisation. */
    public sealed interface PathMatch {
        record Any() implements PathMatch {}

        record Exact(String path) implements PathMatch {}

        /** Ends on a segment's border: {@code /shop} takes {@code /shop} and {@code /shop/x}, not {@code /shopping}. */
        record Prefix(String path) implements PathMatch {}

        /** A regular expression of the JDK that must match the whole path; it compiles. Groups are variables. */
        record Regex(String pattern) implements PathMatch {}
    }
}
