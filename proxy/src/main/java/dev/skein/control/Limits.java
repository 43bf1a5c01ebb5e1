package dev.skein.control;

import dev.skein.admission.ConcurrencyLimit;
import dev.skein.admission.RateLimit;
import dev.skein.admission.RateLimitFields;
import dev.skein.config.RequestKey;
import dev.skein.config.RouteSettings;
import dev.skein.snapshot.KeyedLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The limits of routes. They outlive reloads as long as they say the same, so that nobody gets a fresh bucket by one. */
final class Limits {
    private final Environment environment;
    private final Map<Key, KeyedLimit> rates = new HashMap<>();
    private final Map<String, ConcurrencyLimit> concurrencies = new HashMap<>();

    private final Map<Key, RateShares> shares = new HashMap<>();
    private final Map<String, PlaceShare> places = new HashMap<>();
    private final Map<String, Integer> configured = new HashMap<>();

    private record Key(String route, RequestKey by, RateLimit.Policy policy, int maxKeys) {}

    Limits(Environment environment) {
        this.environment = environment;
    }

    List<KeyedLimit> of(RouteSettings route) {
        return route.rateLimits().stream()
                .map(limit -> rates.computeIfAbsent(key(route, limit), this::make))
                .toList();
    }

    private static Key key(RouteSettings route, dev.skein.config.RateLimit limit) {
        var policy = RateLimit.Policy.perSecond(limit.name(), limit.perSecond(), limit.burst());
        return new Key(route.name(), limit.by(), policy, limit.maxKeys());
    }

    private KeyedLimit make(Key key) {
        RateLimit limit =
                new RateLimit(key.policy, key.maxKeys, environment.ticker().nanos());
        if (!environment.cluster().lone()) {
            String name = "rate/" + key.route + "/" + key.policy.name() + "/" + key.by;
            long now = environment.ticker().nanos();
            shares.put(key, new RateShares(environment.cluster().quotas(), name, limit.shared(), now));
        }
        RateLimitFields fields = new RateLimitFields(key.policy);
        return key.by instanceof RequestKey.Claim(String claim)
                ? new KeyedLimit(null, claim, limit, fields)
                : new KeyedLimit(Policies.key(key.by), null, limit, fields);
    }

    @Nullable
    ConcurrencyLimit concurrency(RouteSettings route) {
        int most = route.limits().concurrency();
        if (most == 0) {
            concurrencies.remove(route.name());
            return null;
        }
        ConcurrencyLimit limit = concurrencies.computeIfAbsent(route.name(), name -> new ConcurrencyLimit(most));
        limit.limit(most);
        configured.put(route.name(), most);
        return limit;
    }

    /** Forgets the limits of routes that are gone. */
    void retain(List<RouteSettings> routes) {
        Set<String> names = routes.stream().map(RouteSettings::name).collect(Collectors.toSet());
        concurrencies.keySet().retainAll(names);
        places.keySet().retainAll(concurrencies.keySet());
        Set<Key> keys = routes.stream()
                .flatMap(route -> route.rateLimits().stream().map(limit -> key(route, limit)))
                .collect(Collectors.toSet());
        rates.keySet().retainAll(keys);
        long now = environment.ticker().nanos();
        shares.forEach((key, share) -> {
            if (!keys.contains(key)) {
                share.end(now);
            }
        });
        shares.keySet().retainAll(keys);
    }

    /** A quarter of a second has passed: limits are divided anew among the nodes. */
    void tick() {
        if (environment.cluster().lone()) {
            return;
        }
        long now = environment.ticker().nanos();
        shares.values().forEach(share -> share.tick(now));
        concurrencies.forEach((route, limit) -> {
            int capacity = configured.getOrDefault(route, 1);
            PlaceShare place = places.computeIfAbsent(
                    route, name -> new PlaceShare(environment.cluster().quotas(), "concurrency/" + name));
            limit.share(Math.min(1, (double) place.tick(capacity, limit.held(), 0) / capacity));
        });
    }
}
