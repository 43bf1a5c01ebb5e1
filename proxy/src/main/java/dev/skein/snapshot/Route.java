package dev.skein.snapshot;

import dev.skein.access.Access;
import dev.skein.access.Cors;
import dev.skein.admission.ConcurrencyLimit;
import dev.skein.routing.FieldEdits;
import dev.skein.routing.PathRewrite;
import dev.skein.telemetry.RouteStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route as a request meets it after the match.
 *
 * @param methods allowed, upper case; empty for all but TRACE
 * @param upgrades allowed protocols, lower case
 * @param rewrite null keeps the path
 * @param host what {@code Host} says: null keeps the client's, an empty array is the server's address
 * @param limits rate limits, all of which must allow
 * @param access null: everybody may use it
 * @param cors null: what scripts of other sites may is the servers' business
 * @param compression null: responses go on as servers sent them
 * @param concurrency null for no limit
 * @param traced whether its requests are traced where requests are
 */
public record Route(
        String name,
        RouteStats stats,
        Action action,
        RoutePolicy policy,
        List<byte[]> methods,
        List<byte[]> upgrades,
        @Nullable PathRewrite rewrite,
        byte @Nullable [] host,
        FieldEdits requestEdits,
        FieldEdits responseEdits,
        List<KeyedLimit> limits,
        @Nullable Access access,
        @Nullable Cors cors,
        @Nullable Compression compression,
        @Nullable ConcurrencyLimit concurrency,
        boolean traced) {}
