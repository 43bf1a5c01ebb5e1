package dev.skein.snapshot;

import dev.skein.routing.RouteTable;
import java.util.Map;

/**
 * The picture of one moment, immutable; an exchange reads it once and keeps route and policy of that moment.
 *
 * @param revision counts reloads, from 1
 * @param pools by name: for pages and explanations, not for requests
 * @param errors pages of our own for failures
 */
public record Snapshot(long revision, RouteTable<Route> routes, Map<String, Pool> pools, ErrorPages errors) {}
