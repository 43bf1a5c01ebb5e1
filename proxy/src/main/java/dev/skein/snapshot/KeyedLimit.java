package dev.skein.snapshot;

import dev.skein.admission.RateLimit;
import dev.skein.admission.RateLimitFields;
import dev.skein.balance.KeySource;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit with what it is keyed by.
 *
 * @param key null: all requests share one bucket
 * @param claim name of what the route's access finds out, by which it is keyed instead; null: by the request
 */
public record KeyedLimit(@Nullable KeySource key, @Nullable String claim, RateLimit limit, RateLimitFields fields) {}
