package dev.skein.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which components of two records differ, as an operator writes them: {@code loadBound} of {@code hash} is hash.load-bound. */
final class ChangedKeys {
    private ChangedKeys() {}

    static List<String> between(Record old, Record now) {
        List<String> keys = new ArrayList<>();
        collect("", old, now, keys);
        return List.copyOf(keys);
    }

    private static void collect(String path, Record old, Record now, List<String> keys) {
        for (RecordComponent component : old.getClass().getRecordComponents()) {
            Object before = read(component, old);
            Object after = read(component, now);
            String key = path + kebab(component.getName());
            if (Objects.equals(before, after)) {
                continue;
            }
            if (before instanceof Record a && after instanceof Record b && nested(a, b)) {
                // What traces and logs share is no block of its own where it is written.
                collect(a instanceof TelemetrySettings.Collector ? path : key + ".", a, b, keys);
            } else {
                keys.add(key);
            }
        }
    }

    /** Blocks of fixed keys are looked into; values and choices among kinds are not. */
    private static boolean nested(Record a, Record b) {
        boolean block = a.getClass() == b.getClass() && a.getClass().getInterfaces().length == 0;
        return block && !(a instanceof HostPort || a instanceof Template || a instanceof Secret);
    }

    private static @Nullable Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " (expected: readable within its package)", e);
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
