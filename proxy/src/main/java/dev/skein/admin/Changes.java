package dev.skein.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is different from one picture to the next. Confined to the admin loop. */
final class Changes {
    /** Times of checks change with every one of them: not every tick needs to tell. */
    private static final int CHECKS_EVERY = 5;

    private final Map<String, String> rows = new HashMap<>();
    private final Map<String, String> figures = new HashMap<>();
    private final Map<String, String> checks = new HashMap<>();
    private List<String> order = List.of();
    private int turn;

    /** What a reader that has all former ones needs. */
    JsonObject next(Picture picture) {
        JsonObject tick = new JsonObject().put("overview", picture.overview());
        put(tick, "rows", changed(rows, picture.rows()));
        put(tick, "figures", changed(figures, picture.figures()));
        if (turn++ % CHECKS_EVERY == 0) {
            put(tick, "checks", changed(checks, picture.checks()));
        }
        List<String> now = List.copyOf(picture.rows().keySet());
        if (!now.equals(order)) {
            order = now;
            tick.put("order", new JsonArray(now));
        }
        return tick;
    }

    private static void put(JsonObject to, String name, @Nullable JsonObject changed) {
        if (changed != null) {
            to.put(name, changed);
        }
    }

    private static @Nullable JsonObject changed(Map<String, String> before, Map<String, ?> now) {
        before.keySet().retainAll(now.keySet());
        JsonObject changed = new JsonObject();
        now.forEach((key, value) -> {
            String text = value.toString();
            if (!text.equals(before.put(key, text))) {
                changed.put(key, value);
            }
        });
        return changed.isEmpty() ? null : changed;
    }
}
