package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.LabJournal.Told;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with spread addresses is rolled from one minor of Hazelcast to the next, under load. */
@Tag("lab")
class GridsLabIT {
    private static final String API = "http://127.0.0.1:9090/api/v1";
    private static final String BEFORE = Hazelcasts.grid(Hazelcasts.former());
    private static final String AFTER = Hazelcasts.grid(Hazelcasts.present());
    private static final Pattern TERM = Pattern.compile("by node (\\w+), term (\\d+)");
    private static final List<String> ADDRESSES =
            IntStream.range(200, 205).mapToObj(last -> "203.0.113." + last).toList();

    /** What is wished of a server that gets no requests, so that nothing else can be the cause of what is seen. */
    private static final String SPARE = """
        pools.spare { health { type = off }, servers = [ { id = s1, address = "10.0.0.1:1" }
                { id = s2, address = "10.0.0.2:1" }, { id = s3, address = "10.0.0.3:1" } ] }
        """;

    @TempDir
    Path directory;

    private static Answer send(AddressLab lab, String id, String method, String path, @Nullable JsonObject body) {
        return lab.lab.place(id).call(() -> Answer.to(method, API + path, body));
    }

    /** Of each node that is in the cluster as that one sees it. */
    private static Map<String, String> grids(AddressLab lab, String asked) {
        return send(lab, asked, "GET", "/nodes", null).list("nodes").stream()
                .filter(node -> node.getString("state").equals("present"))
                .collect(Collectors.toMap(
                        node -> node.getString("id"),
                        node -> node.getString("grid"),
                        (one, same) -> one,
                        TreeMap::new));
    }

    private static void awaitAll(AddressLab lab, String grid) {
        Map<String, String> all = AddressLab.IDS.stream().collect(Collectors.toMap(id -> id, id -> grid));
        AddressLab.IDS.forEach(
                id -> AddressLab.soonIgnoring(() -> grids(lab, id).equals(all)));
    }

    private static void wish(AddressLab lab, String id, String server, String state) {
        String path = "/pools/spare/servers/" + server + "/admin-state";
        assertThat(send(lab, id, "PUT", path, new JsonObject().put("state", state))
                        .status())
                .isEqualTo(200);
    }

    /** By server, as that node goes by it. */
    private static Map<String, String> wishes(AddressLab lab, String id) {
        return send(lab, id, "GET", "/pools/spare", null).list("servers").stream()
                .collect(Collectors.toMap(
                        server -> server.getString("id"),
                        server -> server.getJsonObject("admin").getString("state")
                                + (server.getJsonObject("admin").getBoolean("localOnly") ? " here only" : "")));
    }

    private static JsonObject roll(AddressLab lab) {
        return send(lab, "a", "GET", "/rolls", null).list("rolls").getFirst();
    }

    private static boolean over(JsonObject roll) {
        return List.of("done", "stopped", "aborted").contains(roll.getString("state"));
    }

    private void link(Path link, Path hazelcast) throws IOException {
        Path next = directory.resolve("next.jar");
        Files.createSymbolicLink(next, hazelcast);
        Files.move(next, link, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aClusterGoesFromOneMinorOfHazelcastToTheNextAndStaysOneCluster() throws IOException {
        String all = ADDRESSES.stream()
                .map(address -> "{ address = \"" + address + "/24\", interface = eth0, mode = spread }")
                .collect(Collectors.joining(", ", "[ ", " ]"));
        Path link = directory.resolve("hazelcast.jar");
        link(link, Hazelcasts.former());
        try (AddressLab lab = AddressLab.withHazelcast(directory, "virtual-ips = " + all, SPARE, link)) {
            awaitAll(lab, BEFORE);
            wish(lab, "a", "s1", "drain");
            link(link, Hazelcasts.present());

            LabProcess first = lab.prober(AddressLab.ADDRESS, "fresh");
            LabProcess last = lab.prober("client", ADDRESSES.getLast(), AddressLab.PORT, "fresh");
            Probing.awaitSteady(last);
            assertThat(send(lab, "a", "POST", "/rolls", new JsonObject().put("watchMs", 3000))
                            .status())
                    .isEqualTo(200);
            wishOnBothSides(lab);
            AddressLab.soonIgnoring(() -> over(roll(lab)));
            assertThat(roll(lab).getString("state"))
                    .as(() -> roll(lab).encodePrettily())
                    .isEqualTo("done");
            awaitAll(lab, AFTER);
            Map<String, String> wished = Map.of("s1", "drain", "s2", "maintenance", "s3", "drain");
            AddressLab.IDS.forEach(id -> AddressLab.soon(() -> wishes(lab, id).equals(wished)));
            assertThat(send(lab, "b", "GET", "/nodes", null).json().getValue("apart"))
                    .isNull();
            assertOneAfterTheOther(lab);
            LabJournal.assertOnlyStoppingNodesGaveAway(lab, "a", "two-grids", "one-grid");
            Probing.assertNoneFailed("rolled over a minor of Hazelcast", first);
            Probing.assertNoneFailed("rolled over a minor of Hazelcast", last);
            assertThat(lab.finish().doubled()).isZero();
        }
    }

    /** While there are two grids, and on each of them. */
    private static void wishOnBothSides(AddressLab lab) {
        Map<String, String> sides = new HashMap<>();
        AddressLab.soonIgnoring(() -> {
            sides.clear();
            grids(lab, "a").forEach((node, grid) -> sides.put(grid, node));
            return sides.keySet().equals(Set.of(BEFORE, AFTER))
                    && send(lab, "a", "GET", "/nodes", null).json().getJsonObject("apart") != null;
        });
        String former = sides.getOrDefault(BEFORE, "");
        String next = sides.getOrDefault(AFTER, "");
        wish(lab, next, "s2", "maintenance");
        AddressLab.soonIgnoring(() -> "maintenance".equals(wishes(lab, former).get("s2")));
        wish(lab, former, "s3", "drain");
        AddressLab.soonIgnoring(() -> "drain".equals(wishes(lab, next).get("s3")));
        assertThat(wishes(lab, next)).containsEntry("s1", "drain");
    }

    /** Whoever took a role had a term that nobody else ever had, and a later one than all before. */
    private static void assertOneAfterTheOther(AddressLab lab) {
        Map<String, Long> terms = new HashMap<>();
        List<Told> taken = LabJournal.told(lab, "a", "role-taken");
        assertThat(taken).as("two roles, taken first and from rolled nodes").hasSizeGreaterThan(2);
        for (Told one : taken) {
            Matcher matcher = TERM.matcher(one.text());
            assertThat(matcher.find()).as(one::text).isTrue();
            long term = Long.parseLong(matcher.group(2));
            assertThat(term).as("%s in %s", one, taken).isGreaterThan(terms.getOrDefault(one.subject(), 0L));
            terms.put(one.subject(), term);
        }
    }
}
