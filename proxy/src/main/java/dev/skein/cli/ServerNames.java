package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a person means by the name of a server: {@code POOL/SERVER}, {@code POOL/*} for all of a pool, or {@code SERVER}
 * alone where only one pool has it. Ids may contain slashes and addresses may, too, so a name is compared, never cut.
 */
final class ServerNames {
    private final List<JsonObject> servers = new ArrayList<>();

    /** Over what {@code GET /api/v1/pools} answered. */
    ServerNames(JsonObject answer) {
        for (JsonObject pool : objects(answer, "pools")) {
            servers.addAll(objects(pool, "servers"));
        }
    }

    /** The servers meant by all of the names, each once, in the order of the names. */
    Set<JsonObject> all(List<String> names) {
        Set<JsonObject> meant = new LinkedHashSet<>();
        for (String name : names) {
            meant.addAll(of(name));
        }
        return meant;
    }

    /** The path of a server in the API. */
    static String path(JsonObject server) {
        return "/api/v1/pools/" + AdminClient.segment(text(server, "pool")) + "/servers/"
                + AdminClient.segment(text(server, "id"));
    }

    /** How a server is called in messages. */
    static String name(JsonObject server) {
        return text(server, "pool") + "/" + text(server, "id");
    }

    private List<JsonObject> of(String name) {
        List<JsonObject> exact = servers.stream()
                .filter(server -> name.equals(name(server)) || name.equals(text(server, "pool") + "/*"))
                .toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        List<JsonObject> alone = servers.stream()
                .filter(server -> name.equals(text(server, "id")))
                .toList();
        if (alone.size() == 1) {
            return alone;
        }
        List<String> known = (alone.isEmpty() ? servers : alone)
                .stream().map(ServerNames::name).toList();
        throw new Failed(
                ExitCode.FAILED,
                "server: %s (expected: %s)"
                        .formatted(name, known.isEmpty() ? "a server, but there is none" : "one of " + known));
    }
}
