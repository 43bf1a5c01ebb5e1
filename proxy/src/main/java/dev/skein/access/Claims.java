package dev.skein.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a token says of its subject, by the names of its claims. */
final class Claims {
    private Claims() {}

    /** A claim by its name, or by names with dots between them from the outermost object to the innermost. */
    static @Nullable Object find(Map<String, Object> claims, String name) {
        Object value = claims.get(name);
        if (value == null && name.contains(".")) {
            value = claims;
            for (String part : name.split("\\.", -1)) {
                value = value instanceof Map<?, ?> object ? object.get(part) : null;
            }
        }
        return value;
    }

    /** Its texts; a single one is a list of one. */
    static List<String> texts(Map<String, Object> claims, String name) {
        return switch (find(claims, name)) {
            case List<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case String text -> List.of(text);
            case null, default -> List.of();
        };
    }
}
