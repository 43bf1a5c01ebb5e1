package dev.skein.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are each node's own, whatever revision its cluster has committed, and which are shared. All objects are the
 * blocks {@code skein}, resolved. Values keep their origins, so that problems name the right place of the right file.
 */
final class LocalKeys {
    /** Of the cluster: who this node is, and how it finds and trusts the others. What is new there is shared. */
    private static final List<String> CLUSTER =
            List.of("name", "bind", "ports", "members", "voters", "role", "secret", "tls", "insecure", "hooks");

    private static final String VIRTUAL = "virtual-ips";

    private LocalKeys() {}

    /** The shared keys of a revision over the local ones of a node's own file. */
    static ConfigObject merge(ConfigObject own, ConfigObject revision) {
        ConfigObject merged = with(revision, "node", own.get("node"));
        merged = own.get("cluster") instanceof ConfigObject cluster
                ? merged.withValue("cluster", cluster(cluster, block(revision, "cluster")))
                : merged.withoutKey("cluster");
        merged = inner(merged, own, "admin", "bind", true);
        merged = inner(merged, own, "access-log", "file", false);
        ConfigObject listeners = block(merged, "listeners");
        for (String name : listeners.keySet()) {
            listeners = inner(listeners, block(own, "listeners"), name, "bind", false);
        }
        return listeners.isEmpty() ? merged : merged.withValue("listeners", listeners);
    }

    private static ConfigObject cluster(ConfigObject own, ConfigObject revision) {
        ConfigObject merged = revision.isEmpty() ? own.withOnlyKey("name") : revision;
        for (String key : CLUSTER) {
            merged = with(merged, key, own.get(key));
        }
        return merged.get(VIRTUAL) instanceof ConfigList list
                ? merged.withValue(VIRTUAL, interfaces(list, own.get(VIRTUAL)))
                : merged;
    }

    /** An address is the cluster's, the interface that it is put on the node's. */
    private static ConfigValue interfaces(ConfigList revision, @Nullable ConfigValue own) {
        List<ConfigValue> all = new ArrayList<>();
        for (ConfigValue value : revision) {
            ConfigValue next = value;
            if (value instanceof ConfigObject shared && own instanceof ConfigList mine) {
                for (ConfigValue one : mine) {
                    boolean same = one instanceof ConfigObject known
                            && known.get("interface") != null
                            && known.get("address") != null
                            && known.get("address").equals(shared.get("address"));
                    next = same ? shared.withValue("interface", ((ConfigObject) one).get("interface")) : next;
                }
            }
            all.add(next);
        }
        return ConfigValueFactory.fromIterable(all).withOrigin(revision.origin());
    }

    /** One key of an inner block from the own file; where that has none, the revision's is gone, or stays. */
    private static ConfigObject inner(ConfigObject merged, ConfigObject own, String block, String key, boolean strict) {
        ConfigValue value = block(own, block).get(key);
        ConfigObject target = block(merged, block);
        if (value == null && (!strict || !target.containsKey(key))) {
            return merged;
        }
        return merged.withValue(block, with(target, key, value));
    }

    private static ConfigObject with(ConfigObject object, String key, @Nullable ConfigValue value) {
        return value == null ? object.withoutKey(key) : object.withValue(key, value);
    }

    private static ConfigObject block(ConfigObject parent, String key) {
        return parent.get(key) instanceof ConfigObject object ? object : Block.EMPTY;
    }

    /** A hash of all shared keys: two files with the same one ask the cluster for the same. */
    static String digest(ConfigObject skein) {
        ConfigObject shared = skein.withoutKey("node");
        shared = without(shared, "admin", "bind");
        shared = without(shared, "access-log", "file");
        for (String key : CLUSTER) {
            shared = without(shared, "cluster", key);
        }
        ConfigObject listeners = block(shared, "listeners");
        for (Map.Entry<String, ConfigValue> listener : listeners.entrySet()) {
            listeners = without(listeners, listener.getKey(), "bind");
        }
        shared = shared.withValue("listeners", listeners);
        ConfigObject cluster = block(shared, "cluster");
        if (cluster.get(VIRTUAL) instanceof ConfigList list) {
            shared = shared.withValue("cluster", cluster.withValue(VIRTUAL, withoutInterfaces(list)));
        }
        return sha256(shared.render(ConfigRenderOptions.concise()));
    }

    private static ConfigValue withoutInterfaces(ConfigList list) {
        return ConfigValueFactory.fromIterable(list.stream()
                .map(value -> value instanceof ConfigObject one ? one.withoutKey("interface") : value)
                .toList());
    }

    private static ConfigObject without(ConfigObject object, String block, String key) {
        return object.get(block) instanceof ConfigObject inner
                ? object.withValue(block, inner.withoutKey(key))
                : object;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
