package dev.skein.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Settings as lines, one for each value that is not the default. */
final class SettingsText {
    private static final Settings DEFAULTS = defaults();

    private final StringBuilder lines = new StringBuilder();

    private SettingsText() {}

    static String of(Settings settings) {
        SettingsText text = new SettingsText();
        text.record("", settings, DEFAULTS);
        return text.lines.toString();
    }

    private static Settings defaults() {
        String text = """
            skein {
              listeners { default { bind = "0.0.0.0:1" } }
              pools { default { servers = [ "0.0.0.0:1" ] } }
              routes = [ { name = default, pool = default } ]
            }
            """;
        Loaded loaded = SettingsReader.readText(Path.of("defaults"), text, Map.of("SKEIN_NODE", "a"));
        return ((Loaded.Valid) loaded).settings();
    }

    private void record(String path, Record value, @Nullable Object base) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            String name = component.getName();
            Object other = base != null && base.getClass() == value.getClass() ? read(component, base) : null;
            if (!name.equals("place")) {
                value(path.isEmpty() ? name : path + "." + name, read(component, value), other, base != null);
            }
        }
    }

    private void value(String path, @Nullable Object value, @Nullable Object base, boolean compared) {
        if (compared && Objects.equals(value, base)) {
            return;
        }
        if (value instanceof List<?> list) {
            list(path, list, base);
        } else if (value instanceof Record record && !overridesText(record)) {
            lines.append(leaf(record) ? path + ": " + record.getClass().getSimpleName() + "\n" : "");
            record(path, record, base);
        } else {
            lines.append(path)
                    .append(": ")
                    .append(value instanceof Enum<?> e ? Words.of(e) : value)
                    .append('\n');
        }
    }

    private void list(String path, List<?> list, @Nullable Object base) {
        Object first = base instanceof List<?> other && !other.isEmpty() ? other.getFirst() : null;
        if (list.isEmpty()) {
            lines.append(path).append(": []\n");
        }
        for (int i = 0; i < list.size(); i++) {
            value(path + "[" + i + "]", list.get(i), first, false);
        }
    }

    /** Which of several kinds it is, is part of what it says. */
    private static boolean leaf(Record value) {
        return value.getClass().getInterfaces().length > 0;
    }

    private static boolean overridesText(Record value) {
        try {
            return value.getClass().getMethod("toString").getDeclaringClass() == value.getClass()
                    && !value.toString().startsWith(value.getClass().getSimpleName() + "[");
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object read(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
