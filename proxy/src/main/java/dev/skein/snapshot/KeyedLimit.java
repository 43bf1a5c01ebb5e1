package dev.skein.snapshot;

import dev.skein.admission.RateLimit;
import dev.skein.admission.RateLimitFields;
import dev.skein.balance.KeySource;
import org.jspecify.annotations.Nullable;

/**
 * A rate limit with what it is keyed by.
 *
 * @param key null: all requests share one bucket
 */
public record KeyedLimit(@Nullable KeySource key, RateLimit limit, RateLimitFields fields) {}
