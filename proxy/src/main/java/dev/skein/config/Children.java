package dev.skein.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks within a block whose number or names the operator chooses. Each stands over the block of {@code defaults}
 * that its kind has.
 */
final class Children {
    /**
     * A kind of blocks.
     *
     * @param template its block below {@code skein.defaults}
     * @param shorthand the key that a plain value in place of the block means; null: none may stand there
     */
    record Kind(String template, @Nullable String shorthand) {
        static final Kind LISTENER = new Kind("listener", null);
        static final Kind TLS = new Kind("tls", null);
        static final Kind TCP = new Kind("tcp", "pool");
        static final Kind TCP_ROUTE = new Kind("tcp-route", null);
        static final Kind CERTIFICATE = new Kind("certificate", null);
        static final Kind ROUTE = new Kind("route", null);
        static final Kind VALUE_MATCH = new Kind("value-match", "exact");
        static final Kind REDIRECT = new Kind("redirect", "to");
        static final Kind RESPOND = new Kind("respond", null);
        static final Kind RATE_LIMIT = new Kind("rate-limit", null);
        static final Kind POOL = new Kind("pool", null);
        static final Kind SERVER = new Kind("server", "address");
        static final Kind CLUSTER = new Kind("cluster", null);
        static final Kind CLUSTER_TLS = new Kind("cluster-tls", null);
        static final Kind VIRTUAL_IP = new Kind("virtual-ip", null);
        static final Kind COMPRESSION = new Kind("compression", null);
        static final Kind BASIC = new Kind("basic", "users");
        static final Kind JWT = new Kind("jwt", null);
        static final Kind FORWARD_AUTH = new Kind("forward-auth", "url");
        static final Kind CORS = new Kind("cors", "origins");
        static final Kind ACME = new Kind("acme", null);
        static final Kind USER = new Kind("user", null);
        static final Kind OIDC = new Kind("oidc", null);
        static final Kind OIDC_GROUP = new Kind("oidc-group", "role");

        String path() {
            return "skein.defaults." + template;
        }
    }

    /** A block with the name that the operator gave it. */
    record Named(String name, Block block) {}

    /** A value with the name that the operator gave it. */
    record Entry<T>(String name, T value) {}

    private Children() {}

    /** A block that need not be there: null where it is not. */
    static @Nullable Block optional(Block parent, String key, Kind kind) {
        ConfigValue value = parent.ask(key);
        return value == null ? null : open(parent, Block.child(parent.path(), key), value, kind);
    }

    /** The blocks of a list, in order. */
    static List<Block> list(Block parent, String key, Kind kind) {
        ConfigValue value = parent.ask(key);
        List<Block> blocks = new ArrayList<>();
        if (value instanceof ConfigList list) {
            for (int i = 0; i < list.size(); i++) {
                add(blocks, open(parent, Block.child(parent.path(), key) + "[" + i + "]", list.get(i), kind));
            }
        } else if (value != null) {
            add(blocks, open(parent, Block.child(parent.path(), key), value, kind));
        }
        return blocks;
    }

    private static void add(List<Block> blocks, @Nullable Block block) {
        if (block != null) {
            blocks.add(block);
        }
    }

    /** The blocks by name, in the order written. */
    static List<Named> named(Block parent, String key, Kind kind, Rule<String> names) {
        List<Named> blocks = new ArrayList<>();
        for (Map.Entry<String, ConfigValue> entry : sorted(parent, key)) {
            String name = name(parent, key, entry, names);
            Block block = open(parent, pathOf(parent, key, entry.getKey()), entry.getValue(), kind);
            if (block != null) {
                blocks.add(new Named(name, block));
            }
        }
        return blocks;
    }

    /** Plain values by name, in the order written. */
    static <T> List<Entry<T>> entries(Block parent, String key, Rule<String> names, Rule<T> rule) {
        List<Entry<T>> good = new ArrayList<>();
        for (Map.Entry<String, ConfigValue> entry : sorted(parent, key)) {
            String name = name(parent, key, entry, names);
            T value = parent.check(key, key + "." + ConfigUtil.joinPath(entry.getKey()), entry.getValue(), rule);
            if (value != null) {
                good.add(new Entry<>(name, value));
            }
        }
        return List.copyOf(good);
    }

    private static String pathOf(Block parent, String key, String name) {
        return Block.child(Block.child(parent.path(), key), name);
    }

    private static String name(Block parent, String key, Map.Entry<String, ConfigValue> entry, Rule<String> names) {
        String name = entry.getKey();
        switch (names.reader().apply(name)) {
            case Rule.Read.Good<String>(String good) -> {
                return good;
            }
            case Rule.Read.Bad<String>(String detail, String suggestion) -> {
                Place written = Reading.place(entry.getValue().origin());
                String found = "the name " + Rule.quoted(name) + (detail == null ? "" : ": " + detail);
                Place place = written == null ? parent.place(key) : written;
                parent.reading.problem(
                        new Problem(place, Block.child(parent.path(), key), found, names.expected(), suggestion));
                return name;
            }
        }
    }

    /** The library keeps no order, but each value knows its line. Names written as null are gone. */
    private static List<Map.Entry<String, ConfigValue>> sorted(Block parent, String key) {
        ConfigValue value = parent.ask(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfigObject object)) {
            parent.problem(key, Rule.shown(value), "a block { name = ... }");
            return List.of();
        }
        return object.entrySet().stream()
                .filter(e -> e.getValue().unwrapped() != null)
                .sorted(Comparator.comparing((Map.Entry<String, ConfigValue> e) ->
                                e.getValue().origin().filename() == null
                                        ? ""
                                        : e.getValue().origin().filename())
                        .thenComparingInt(e -> e.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .toList();
    }

    private static @Nullable Block open(Block parent, String path, ConfigValue value, Kind kind) {
        Place written = Reading.place(value.origin());
        Place place = written == null ? parent.place() : written;
        ConfigObject own = object(value, kind);
        if (own == null) {
            parent.reading.problem(new Problem(place, path, Rule.shown(value), "a block { ... }", null));
            return null;
        }
        return new Block(parent.reading, path, kind.path(), place, own, parent.reading.template(kind));
    }

    private static @Nullable ConfigObject object(ConfigValue value, Kind kind) {
        if (value instanceof ConfigObject object) {
            return object;
        }
        String shorthand = kind.shorthand();
        boolean plain = shorthand != null && !(value instanceof ConfigList);
        return plain ? value.atKey(shorthand).root() : null;
    }
}
