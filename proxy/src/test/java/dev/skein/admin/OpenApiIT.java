package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the OpenAPI document says of answers is what they are: each field, and no other. */
class OpenApiIT extends AdminBed {
    private JsonObject document;

    OpenApiIT() {
        super("");
    }

    @BeforeEach
    void ask() throws IOException {
        document = admin.json("/api/v1/openapi.json");
        admin.served();
    }

    @Test
    void eachReadableAnswerIsAsDescribed() throws IOException {
        List<String> wrong = new ArrayList<>();
        int looked = 0;
        for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
            JsonObject get = ((JsonObject) path.getValue()).getJsonObject("get");
            if (get == null || get.encode().contains("text/event-stream")) {
                continue;
            }
            Response response =
                    admin.get(path.getKey().replace("{pool}", "shop").replace("{server}", id(admin.one)));
            looked++;
            if (response.status() == 409) {
                // Of a cluster only: the answer is a problem.
                schema(get, "default", "application/problem+json", response, wrong, path.getKey());
            } else {
                assertThat(response.status()).as(path.getKey()).isEqualTo(200);
                schema(get, "200", "application/json", response, wrong, path.getKey());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(looked).isGreaterThan(15);
    }

    @Test
    void changesAndQuestionsAreAnsweredAsDescribed() throws IOException {
        List<String> wrong = new ArrayList<>();
        String server = "/api/v1/pools/{pool}/servers/{server}";
        check("put", server + "/admin-state", "{\"state\":\"drain\"}", "200", wrong);
        check("put", server + "/weight", "{\"weight\":3}", "200", wrong);
        check("post", server + "/reset-ejection", "{}", "200", wrong);
        check("post", "/api/v1/pools/{pool}/servers", "{\"address\":\"127.0.0.1:1\"}", "201", wrong);
        check("post", "/api/v1/explain", "{\"url\":\"http://a.test/\"}", "200", wrong);
        check("put", server + "/weight", "{\"weight\":300}", "default", wrong);
        assertThat(wrong).isEmpty();
    }

    /** A node that is alone rolls, too; the commands are told of as run. */
    @Test
    void rollsAndDrillsAreAsDescribed() throws IOException {
        List<String> wrong = new ArrayList<>();
        String target = admin.one.address().replace("\"", "");
        String roll = "/api/v1/rolls/{number}";
        check("post", "/api/v1/rolls", "{\"pool\":\"shop\",\"runner\":\"test\",\"drainMs\":0}", "200", wrong);
        check("post", roll + "/runner", "{\"runner\":\"test\"}", "200", wrong);
        check("post", roll + "/pause", "{}", "200", wrong);
        check("post", roll + "/resume", "{\"runner\":\"test\"}", "200", wrong);
        check("post", roll + "/result", "{\"target\":\"" + target + "\",\"attempt\":1,\"exit\":0}", "200", wrong);
        check("post", "/api/v1/drills/check", "{\"kind\":\"lose-server\",\"target\":\"shop/x\"}", "200", wrong);
        check("post", roll + "/abort", "{}", "200", wrong);
        check("post", "/api/v1/drills", "{\"kind\":\"lose-server\",\"target\":\"shop/x\"}", "200", wrong);
        check("post", "/api/v1/drills/{number}/stop", "{}", "200", wrong);
        String schedule = "{\"cron\":\"15 3 * * 1\",\"kind\":\"lose-server\",\"target\":\"shop/x\"}";
        check("put", "/api/v1/drills/schedules/{name}", schedule, "200", wrong);
        for (String path : List.of("/api/v1/rolls", "/api/v1/drills", "/api/v1/overview")) {
            JsonObject get = document.getJsonObject("paths").getJsonObject(path).getJsonObject("get");
            schema(get, "200", "application/json", admin.get(path), wrong, path);
        }
        check("delete", "/api/v1/drills/schedules/{name}", "", "200", wrong);
        assertThat(wrong).isEmpty();
    }

    private void check(String method, String path, String body, String code, List<String> wrong) throws IOException {
        JsonObject operation =
                document.getJsonObject("paths").getJsonObject(path).getJsonObject(method);
        String real = path.replace("{pool}", "shop")
                .replace("{server}", id(admin.one))
                .replace("{number}", "1")
                .replace("{name}", "nightly");
        Response response = admin.send(method.toUpperCase(java.util.Locale.ROOT), real, body);
        String type = code.equals("default") ? "application/problem+json" : "application/json";
        schema(operation, code, type, response, wrong, method + " " + path);
    }

    private static String id(ScriptedServer server) {
        return server.address().replace("\"", "").replace(":", "%3A");
    }

    private void schema(
            JsonObject operation, String code, String type, Response response, List<String> wrong, String where) {
        JsonObject content =
                operation.getJsonObject("responses").getJsonObject(code).getJsonObject("content");
        if (content.containsKey(type)) {
            assertThat(response.field("Content-Type")).as(where).startsWith(type);
            check(content.getJsonObject(type).getJsonObject("schema"), new JsonObject(response.body()), where, wrong);
        }
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
