package dev.skein.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The OpenAPI document of the admin API, and what of real answers is not as it says: each field, and no other. */
public final class ApiDocument {
    private final JsonObject document;

    /** @param document as it is served */
    public ApiDocument(JsonObject document) {
        this.document = document;
    }

    /**
     * What may be asked for.
     *
     * @param path as in the document, with names in braces
     * @param role the least that may, or none
     * @param ifMatch whether whoever says what they saw is refused when it isn't so any more
     */
    public record Operation(String method, String path, String role, boolean ifMatch) {
        /** As people write it: {@code PUT /api/v1/…}. */
        public String name() {
            return method + " " + path;
        }
    }

    /** All there are, in the order of the document. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
            JsonObject methods = (JsonObject) path.getValue();
            TreeSet<String> known = new TreeSet<>(methods.fieldNames());
            known.remove("parameters");
            for (String method : known) {
                JsonObject one = methods.getJsonObject(method);
                boolean ifMatch = one.getJsonArray("parameters", new JsonArray()).stream()
                        .anyMatch(each -> "If-Match".equals(((JsonObject) each).getString("name")));
                all.add(new Operation(
                        method.toUpperCase(Locale.ROOT), path.getKey(), one.getString("x-role"), ifMatch));
            }
        }
        return all;
    }

    /** Where an answer is an object of which nothing more is said: whatever comes is as described there. */
    public List<String> vague() {
        List<String> found = new ArrayList<>();
        vague(document.getJsonObject("components").getJsonObject("schemas"), "schemas", found);
        for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
            for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
                if (method.getValue() instanceof JsonObject one) {
                    vague(one.getJsonObject("responses"), method.getKey() + " " + path.getKey(), found);
                }
            }
        }
        return found;
    }

    /** The operations that name a schema in their answers. */
    public List<String> answering(String schema) {
        return operations().stream()
                .filter(one -> document.getJsonObject("paths")
                        .getJsonObject(one.path())
                        .getJsonObject(one.method().toLowerCase(Locale.ROOT))
                        .getJsonObject("responses")
                        .encode()
                        .contains("schemas/" + schema + "\""))
                .map(Operation::name)
                .toList();
    }

    private static void vague(Object part, String where, List<String> found) {
        if (part instanceof JsonArray several) {
            several.forEach(one -> vague(one, where, found));
        } else if (part instanceof JsonObject one) {
            boolean said = one.containsKey("properties") || one.getValue("additionalProperties") instanceof JsonObject;
            if ("object".equals(one.getValue("type")) && !said) {
                found.add(where);
            }
            one.forEach(each -> vague(each.getValue(), where + "." + each.getKey(), found));
        }
    }

    /**
     * What is wrong with an answer, a sentence each.
     *
     * @param path as in the document
     * @param type of the content, as it came; empty: none
     */
    public List<String> problems(String method, String path, int status, String type, String body) {
        List<String> wrong = new ArrayList<>();
        String where = method + " " + path;
        JsonObject responses = document.getJsonObject("paths")
                .getJsonObject(path)
                .getJsonObject(method.toLowerCase(Locale.ROOT))
                .getJsonObject("responses");
        String code = responses.containsKey(Integer.toString(status)) ? Integer.toString(status) : "default";
        if (code.equals("default") && status < 400) {
            wrong.add(where + ": " + status + " is not in the document");
        }
        JsonObject content = responses.getJsonObject(code).getJsonObject("content", new JsonObject());
        String media = type.split(";", 2)[0].strip();
        if (content.isEmpty() ? !body.isEmpty() : !content.containsKey(media)) {
            wrong.add(where + ": " + status + " with " + media + " (expected: " + content.fieldNames() + ")");
        } else if (media.endsWith("json")) {
            check(content.getJsonObject(media).getJsonObject("schema"), new JsonObject(body), where, wrong);
        }
        return wrong;
    }

    private void check(JsonObject given, Object value, String where, List<String> wrong) {
        JsonObject schema = resolve(given);
        if (schema.containsKey("anyOf")) {
            boolean some = schema.getJsonArray("anyOf").stream().anyMatch(one -> {
                List<String> problems = new ArrayList<>();
                check((JsonObject) one, value, where, problems);
                return problems.isEmpty();
            });
            if (!some) {
                wrong.add(where + ": " + value + " is none of " + schema.getJsonArray("anyOf"));
            }
            return;
        }
        if (!types(schema).contains(type(value)) && !(types(schema).contains("number") && value instanceof Number)) {
            wrong.add(where + ": " + value + " is no " + types(schema));
        } else if (schema.containsKey("enum") && !schema.getJsonArray("enum").contains(value)) {
            wrong.add(where + ": " + value + " is none of " + schema.getJsonArray("enum"));
        } else if (value instanceof JsonObject object) {
            object(schema, object, where, wrong);
        } else if (value instanceof JsonArray array && schema.containsKey("items")) {
            for (int i = 0; i < array.size(); i++) {
                check(schema.getJsonObject("items"), array.getValue(i), where + "[" + i + "]", wrong);
            }
        }
    }

    private void object(JsonObject schema, JsonObject value, String where, List<String> wrong) {
        JsonObject known = schema.getJsonObject("properties", new JsonObject());
        for (Object name : schema.getJsonArray("required", new JsonArray())) {
            if (!value.containsKey((String) name)) {
                wrong.add(where + "." + name + ": missing");
            }
        }
        for (String name : value.fieldNames()) {
            Object more = schema.getValue("additionalProperties");
            if (known.containsKey(name)) {
                check(known.getJsonObject(name), value.getValue(name), where + "." + name, wrong);
            } else if (more instanceof JsonObject any) {
                check(any, value.getValue(name), where + "." + name, wrong);
            } else if (Boolean.FALSE.equals(more)) {
                wrong.add(where + "." + name + ": not in the document");
            }
        }
    }

    private JsonObject resolve(JsonObject schema) {
        String reference = schema.getString("$ref");
        return reference == null
                ? schema
                : document.getJsonObject("components")
                        .getJsonObject("schemas")
                        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static List<?> types(JsonObject schema) {
        Object type = schema.getValue("type");
        return type instanceof JsonArray several ? several.getList() : List.of(String.valueOf(type));
    }

    private static String type(Object value) {
        return switch (value) {
            case null -> "null";
            case String ignored -> "string";
            case Boolean ignored -> "boolean";
            case Integer ignored -> "integer";
            case Long ignored -> "integer";
            case Number ignored -> "number";
            case JsonArray ignored -> "array";
            default -> "object";
        };
    }
}
