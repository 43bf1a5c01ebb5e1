package dev.skein.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of a request's body; what is missing, unknown or out of range is refused by name, value and rule. */
final class Fields {
    private static final String KEY = "fields";

    private final JsonObject json;

    private Fields(JsonObject json) {
        this.json = json;
    }

    /** @param known the names that may occur */
    static Fields of(RoutingContext context, Set<String> known) {
        Buffer body = context.body().buffer();
        JsonObject json;
        try {
            json = body == null || body.length() == 0 ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw Refusal.of(400, "body: not a JSON object (expected: one with " + new TreeSet<>(known) + ")");
        }
        context.put(KEY, json);
        for (String name : json.fieldNames()) {
            if (!known.contains(name)) {
                throw Refusal.of(400, name + ": unknown (expected: one of " + new TreeSet<>(known) + ")");
            }
        }
        return new Fields(json);
    }

    /** Those of a change, which may say why it is wanted. */
    static Fields ofChange(RoutingContext context, Set<String> known) {
        Set<String> all = new TreeSet<>(known);
        all.add(Reason.NAME);
        Fields fields = of(context, all);
        fields.reason();
        return fields;
    }

    /** A text by that name as far as it can be read, also before anybody looked at the fields; null: none. */
    static @Nullable String peek(RoutingContext context, String name) {
        JsonObject body = context.get(KEY);
        return (body == null ? readable(context) : body).getValue(name) instanceof String text ? text : null;
    }

    private static JsonObject readable(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0 || body.length() > Guard.MOST_BODY_BYTES) {
            return new JsonObject();
        }
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            // It is refused for that.
            return new JsonObject();
        }
    }

    /** Empty where there is none. */
    String reason() {
        return Objects.requireNonNullElse(text(Reason.NAME, Reason.MOST), "");
    }

    /** What is to stay with the thing, by that name; else the reason, which says the same. */
    String noteOrReason(String name, int most) {
        String note = text(name, most);
        return note == null || note.isBlank() ? reason().strip() : note.strip();
    }

    boolean has(String name) {
        return json.containsKey(name);
    }

    /** Null where it is absent or null. */
    @Nullable
    Object value(String name) {
        return json.getValue(name);
    }

    /** Null where it is absent or null. */
    @Nullable
    String text(String name, int most) {
        Object value = json.getValue(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)
                || text.length() > most
                || text.chars().anyMatch(Character::isISOControl)) {
            throw wrong(name, "text of at most " + most + " characters");
        }
        return text;
    }

    String required(String name, int most) {
        String text = text(name, most);
        if (text == null || text.isEmpty()) {
            throw wrong(name, "text of 1 to " + most + " characters");
        }
        return text;
    }

    /** Null where it is absent or null. */
    @Nullable
    Integer integer(String name, int least, int most) {
        Object value = json.getValue(name);
        if (value == null) {
            return null;
        }
        boolean whole = value instanceof Integer || value instanceof Long;
        if (!whole || ((Number) value).longValue() < least || ((Number) value).longValue() > most) {
            throw wrong(name, least + " to " + most);
        }
        return ((Number) value).intValue();
    }

    /** Empty where it is absent or null. */
    List<String> texts(String name, int most) {
        Object value = json.getValue(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array)
                || array.size() > most
                || !array.stream().allMatch(String.class::isInstance)) {
            throw wrong(name, "a list of names");
        }
        return array.stream().map(String.class::cast).toList();
    }

    boolean truth(String name) {
        Object value = json.getValue(name);
        if (value == null) {
            return false;
        }
        if (!(value instanceof Boolean truth)) {
            throw wrong(name, "true or false");
        }
        return truth;
    }

    Refusal wrong(String name, String rule) {
        Object value = json.getValue(name);
        String shown = value == null ? "missing" : String.valueOf(value);
        return Refusal.of(
                400,
                name + ": " + (shown.length() > 100 ? shown.substring(0, 97) + "..." : shown) + " (expected: " + rule
                        + ")");
    }
}
