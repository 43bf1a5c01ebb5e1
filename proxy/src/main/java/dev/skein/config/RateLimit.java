package dev.skein.config;

/**
 * A token bucket per key; requests beyond it get 429.
 *
 * @param name in the journal and the {@code RateLimit} fields; unique on the route
 * @param by what requests share a bucket
 * @param perSecond tokens that come back each second, above 0
 * @param burst tokens that a full bucket holds, at least 1
 * @param maxKeys buckets kept at once; the least recently used go first
 */
public record RateLimit(Place place, String name, RequestKey by, double perSecond, long burst, int maxKeys) {}
