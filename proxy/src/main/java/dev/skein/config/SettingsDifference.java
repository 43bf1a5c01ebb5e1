package dev.skein.config;

import dev.skein.config.Difference.Change;
import dev.skein.config.Difference.Effect;
import dev.skein.config.Difference.Kind;
import dev.skein.config.PoolSettings.ServerSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a reload changes, and from when on. Pure. */
public final class SettingsDifference {
    /** Of a pool: what a connection to a server was made with. */
    private static final Set<String> CONNECTION = Set.of("protocol", "tls", "connections", "timeouts.connect");
    /** Of a server: likewise. */
    private static final Set<String> ADDRESS = Set.of("address", "tls");
    /** Of the access log: the memory that its loops were given. */
    private static final Set<String> MADE = Set.of("queue");

    /** Of the cluster: what a running grid takes in. */
    private static final Set<String> CLUSTER_LIVE = Set.of(
            "members",
            "probers",
            "failure-detection",
            "commit",
            "virtual-ips",
            "capacities",
            "preempt",
            "hooks",
            "drain-timeout");

    private final List<Difference> differences = new ArrayList<>();

    private SettingsDifference() {}

    /** The differences, by kind and then by name; none if the settings ask for the same. */
    public static List<Difference> between(Settings old, Settings now) {
        SettingsDifference difference = new SettingsDifference();
        difference.single(Kind.NODE, old.node(), now.node(), keys -> Effect.RESTART);
        difference.single(Kind.LIMITS, old.limits(), now.limits(), keys -> Effect.LIVE);
        difference.single(Kind.ADMIN, old.admin(), now.admin(), keys -> Effect.LIVE);
        difference.single(
                Kind.ACCESS_LOG, old.accessLog(), now.accessLog(), keys -> touches(keys, MADE, Effect.RESTART));
        difference.single(Kind.SHUTDOWN, old.shutdown(), now.shutdown(), keys -> Effect.LIVE);
        difference.single(Kind.DNS, old.dns(), now.dns(), keys -> Effect.LIVE);
        difference.single(Kind.RELOAD, old.reload(), now.reload(), keys -> Effect.LIVE);
        difference.single(Kind.TELEMETRY, old.telemetry(), now.telemetry(), keys -> Effect.LIVE);
        difference.optional(Kind.ACME, old.acme(), now.acme(), keys -> Effect.LIVE);
        difference.optional(
                Kind.CLUSTER,
                old.cluster(),
                now.cluster(),
                keys -> CLUSTER_LIVE.containsAll(keys) ? Effect.LIVE : Effect.RESTART);
        if (!old.errorPages().equals(now.errorPages())) {
            difference.add(Kind.ERROR_PAGES, Change.CHANGED, "", List.of(), Effect.LIVE);
        }
        difference.listeners(old, now);
        difference.pools(old, now);
        difference.routes(old, now);
        difference.differences.sort(Comparator.comparing(Difference::kind).thenComparing(Difference::name));
        return List.copyOf(difference.differences);
    }

    /** What need not be there. */
    private void optional(
            Kind kind, @Nullable Record old, @Nullable Record now, Function<List<String>, Effect> effect) {
        if (old != null && now != null) {
            single(kind, old, now, effect);
        } else if (!Objects.equals(old, now)) {
            Effect whole = kind == Kind.CLUSTER ? Effect.RESTART : Effect.LIVE;
            add(kind, now == null ? Change.REMOVED : Change.ADDED, "", List.of(), whole);
        }
    }

    private void add(Kind kind, Change change, String name, List<String> keys, Effect effect) {
        differences.add(new Difference(kind, change, name, keys, effect));
    }

    private void single(Kind kind, Record old, Record now, Function<List<String>, Effect> effect) {
        List<String> keys = ChangedKeys.between(old, now);
        if (!keys.isEmpty()) {
            add(kind, Change.CHANGED, "", keys, effect.apply(keys));
        }
    }

    private static Effect touches(List<String> keys, Set<String> special, Effect effect) {
        for (String key : keys) {
            if (special.stream().anyMatch(s -> key.equals(s) || key.startsWith(s + "."))) {
                return effect;
            }
        }
        return Effect.LIVE;
    }

    private void listeners(Settings old, Settings now) {
        Map<String, ListenerSettings> before = byName(old.listeners(), ListenerSettings::name);
        Map<String, ListenerSettings> after = byName(now.listeners(), ListenerSettings::name);
        named(Kind.LISTENER, "", before, after, keys -> Effect.NEW_CONNECTIONS);
    }

    private void pools(Settings old, Settings now) {
        Map<String, PoolSettings> before = byName(old.pools(), PoolSettings::name);
        Map<String, PoolSettings> after = byName(now.pools(), PoolSettings::name);
        named(Kind.POOL, "", before, after, keys -> touches(keys, CONNECTION, Effect.NEW_CONNECTIONS));
        after.forEach((name, pool) -> {
            PoolSettings previous = before.get(name);
            if (previous != null) {
                Map<String, ServerSettings> were = byName(previous.servers(), ServerSettings::id);
                Map<String, ServerSettings> are = byName(pool.servers(), ServerSettings::id);
                named(Kind.SERVER, name + "/", were, are, keys -> touches(keys, ADDRESS, Effect.NEW_CONNECTIONS));
            }
        });
    }

    /** Routes without a name of their own in both are added or removed; the order of the others counts, too. */
    private void routes(Settings old, Settings now) {
        Map<String, RouteSettings> before = byName(old.routes(), RouteSettings::name);
        Map<String, RouteSettings> after = byName(now.routes(), RouteSettings::name);
        named(Kind.ROUTE, "", before, after, keys -> Effect.LIVE);
        List<String> kept = before.keySet().stream().filter(after::containsKey).toList();
        List<String> still = after.keySet().stream().filter(before::containsKey).toList();
        if (!kept.equals(still)) {
            add(Kind.ROUTE, Change.MOVED, "", List.of(), Effect.LIVE);
        }
    }

    private <T extends Record> void named(
            Kind kind,
            String prefix,
            Map<String, T> before,
            Map<String, T> after,
            Function<List<String>, Effect> effect) {
        before.forEach((name, old) -> {
            T now = after.get(name);
            if (now == null) {
                add(kind, Change.REMOVED, prefix + name, List.of(), Effect.LIVE);
                return;
            }
            // Servers have differences of their own.
            List<String> keys = ChangedKeys.between(old, now).stream()
                    .filter(key -> kind != Kind.POOL || !key.equals("servers"))
                    .toList();
            if (!keys.isEmpty()) {
                add(kind, Change.CHANGED, prefix + name, keys, effect.apply(keys));
            }
        });
        after.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .forEach(name -> add(kind, Change.ADDED, prefix + name, List.of(), Effect.LIVE));
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
        Map<String, T> map = new LinkedHashMap<>();
        all.forEach(one -> map.put(name.apply(one), one));
        return map;
    }
}
