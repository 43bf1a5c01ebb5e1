package dev.skein.config;

import org.jspecify.annotations.Nullable;

/**
 * One key with the value that counts.
 *
 * @param key as {@code pools.shop.balance}
 * @param value as written, secrets as {@code ***}
 * @param place where it was written; null: nowhere, so that the default counts, or {@code source} says
 * @param source the environment variable that it came from; empty: none
 */
public record Effective(String key, String value, @Nullable Place place, String source) {}
