package dev.skein.house;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table of packages that {@link LayersTest} enforces. A new package gets a line here, or the build fails. */
final class Layers {
    static final String BASE = "dev.skein";

    /**
     * Lower may not import higher, equals don't import each other. The root package stands above {@code cli}, which would
     * otherwise need {@code Node} while {@code Main} needs it.
     */
    private static final List<Set<String>> TABLE = List.of(
            Set.of("model"),
            Set.of(
                    "config",
                    "http",
                    "http2",
                    "http3",
                    "coding",
                    "routing",
                    "balance",
                    "health",
                    "admission",
                    "access",
                    "telemetry",
                    "lease",
                    "revision",
                    "cluster"),
            Set.of("snapshot", "upstream", "transport"),
            Set.of("control", "proxying"),
            Set.of(
                    "listener",
                    "probe",
                    "discovery",
                    "grid",
                    "link",
                    "heartbeat",
                    "vip",
                    "journal",
                    "roll",
                    "drill",
                    "otlp",
                    "tap"),
            Set.of("keeper", "admin", "demo", "membership", "rollout", "keyring", "acme"),
            Set.of("cli"),
            Set.of(""));

    /** Imports between equals that are allowed: importer → imported. */
    private static final Map<String, String> EQUALS =
            Map.of("upstream", "transport", "membership", "keeper", "http3", "http2");

    /** Where a package may import less than its layer allows. */
    private static final Map<String, Set<String>> NARROW = Map.of(
            "keeper", Set.of("model", "lease", "heartbeat", "vip"),
            // The sample servers stand for somebody else's: nothing of the node may leak into them.
            "demo", Set.of());

    /** Where requests run: no grid, no web framework, no configuration library, no lock. */
    static final Set<String> HOT = Set.of(
            "model",
            "http",
            "http2",
            "http3",
            "coding",
            "routing",
            "balance",
            "admission",
            "telemetry",
            "snapshot",
            "upstream",
            "transport",
            "proxying");

    private Layers() {}

    /** The first segment below the base package: {@code ""} for the root, {@code "http"} for {@code dev.skein.http.x}. */
    static String of(String packageName) {
        if (packageName.length() <= BASE.length()) {
            return "";
        }
        String below = packageName.substring(BASE.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    static boolean known(String segment) {
        return TABLE.stream().anyMatch(layer -> layer.contains(segment));
    }

    /** Whether {@code importer} may import {@code imported}; both are first segments. */
    static boolean allowed(String importer, String imported) {
        if (importer.equals(imported) || imported.equals(EQUALS.get(importer))) {
            return true;
        }
        Set<String> narrow = NARROW.get(importer);
        return narrow != null ? narrow.contains(imported) : level(imported) < level(importer);
    }

    /** The names of the packages on one layer. */
    static Set<String> onLayer(int layer) {
        return TABLE.get(layer);
    }

    private static int level(String segment) {
        for (int level = 0; level < TABLE.size(); level++) {
            if (TABLE.get(level).contains(segment)) {
                return level;
            }
        }
        return TABLE.size();
    }
}
