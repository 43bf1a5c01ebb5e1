package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits under load, {@code skein.lab.commits} of them (20 unless told otherwise), with nodes killed by -9 in between and
 * proposals that nobody may take: whatever a node ever answers with was committed, and live nodes switch together.
 */
@Tag("lab")
class RevisionsLabIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int COMMITS = Integer.getInteger("skein.lab.commits", 20);
    private static final int EVERY = 4;
    private static final long SEED = 20261121;

    @TempDir
    Path directory;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Map<Long, String> committed = new TreeMap<>(Map.of(1L, "first"));
    private final Set<Long> calm = ConcurrentHashMap.newKeySet();

    private final List<Long> catchUps = new ArrayList<>();
    private @Nullable Returned returned;

    /** A node that was started again. */
    private record Returned(String node, Instant at) {}

    private static String route(String text) {
        return "routes = [ { name = all, respond { status = 200, body = \"" + text + "\" } } ]";
    }

    private static String saying(String text) {
        return """
            skein {
              access-log { output = off }
              shutdown { delay = 0s }
              listeners { http { bind = "0.0.0.0:8080" } }
              %s
            }
            """.formatted(route(text));
    }

    private List<Future<Void>> watch(LabCluster cluster, AtomicBoolean over) {
        List<Future<Void>> watchers = new ArrayList<>();
        for (String id : cluster.ids()) {
            watchers.add(cluster.lab().place("client").start(() -> {
                while (!over.get()) {
                    seen.add(LabCluster.body(id));
                    LockSupport.parkNanos(3_000_000);
                }
                return null;
            }));
        }
        return watchers;
    }

    @Test
    void noNodeEverRunsWhatWasNotCommittedAndLiveOnesSwitchTogether() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (LabCluster cluster = LabCluster.of(directory, 3)) {
            cluster.proxying(route("first")).start("a", "b", "c").awaitTogether("a", "b", "c");
            for (String id : cluster.ids()) {
                awaitRevision(cluster, id, 1);
            }
            LabProcess prober = cluster.prober("a", 100);
            List<Future<Void>> watchers = watch(cluster, over);
            commitAgainAndAgain(cluster);
            measure(cluster);
            assertThat(prober.isAlive()).isTrue();
            over.set(true);
            for (Future<Void> watcher : watchers) {
                watcher.get();
            }
            cluster.get("a", "/config/revisions")
                    .list("revisions")
                    .forEach(one -> committed.putIfAbsent(one.getLong("number"), one.getString("note")));
            seen.remove("");
            assertThat(committed).hasSizeGreaterThan(COMMITS * 3 / 4);
            assertThat(seen).isSubsetOf(committed.values());
            List<Long> spreads = spreads(cluster);
            long p99 = spreads.get((int) Math.ceil(spreads.size() * 0.99) - 1);
            System.out.printf(
                    "%d commits, %d seen; switched within ms of each other: median %d, p99 %d, of %d%n",
                    committed.size(), seen.size(), spreads.get(spreads.size() / 2), p99, spreads.size());
            System.out.println("caught up, ms from the first contact: "
                    + catchUps.stream().sorted().toList());
        }
    }

    private void commitAgainAndAgain(LabCluster cluster) {
        Random random = new Random(SEED);
        for (int i = 0; i < COMMITS; i++) {
            measure(cluster);
            String victim = i % EVERY == EVERY - 1 ? cluster.ids().get(random.nextInt(3)) : "";
            String by = cluster.ids().stream()
                    .filter(id -> !id.equals(victim))
                    .skip(random.nextInt(2))
                    .findFirst()
                    .orElseThrow();
            String text = "commit " + i;
            Future<JsonObject> answer = cluster.lab().place(by).start(() -> apply(cluster, by, saying(text), text));
            if (!victim.isEmpty()) {
                LockSupport.parkNanos(random.nextInt(60_000_000));
                cluster.kill(victim);
            }
            record(answer, text, victim.isEmpty());
            JsonObject refused = apply(cluster, by, saying("refused " + i) + "skein.nothing = 1", "never");
            assertThat(refused.getString("detail", "")).contains("nothing");
            if (!victim.isEmpty()) {
                commitWithout(cluster, by, "without " + victim + " " + i);
                returned = new Returned(victim, Instant.now());
                cluster.start(victim);
                long last = committed.keySet().stream().max(Long::compare).orElse(1L);
                awaitRevision(cluster, victim, last);
            }
        }
    }

    /** Once the others have noticed that it is gone: until then its check is missing. */
    private void commitWithout(LabCluster cluster, String by, String text) {
        JsonObject answer = await().atMost(SOON)
                .until(() -> apply(cluster, by, saying(text), text), given -> given.containsKey("revision"));
        committed.put(answer.getJsonObject("revision").getLong("number"), text);
    }

    /** From its first connection to another node to the revision that it had missed, if it had missed any. */
    private void measure(LabCluster cluster) {
        Returned last = returned;
        if (last == null) {
            return;
        }
        returned = null;
        Optional<Instant> contact = first(cluster, last.node, "node-connected", last.at);
        Optional<Instant> switched = first(cluster, last.node, "configuration-switched", last.at);
        if (contact.isPresent() && switched.isPresent()) {
            catchUps.add(Duration.between(contact.get(), switched.get()).toMillis());
        }
    }

    private static Optional<Instant> first(LabCluster cluster, String id, String kind, Instant from) {
        return cluster.told(id, kind).stream()
                .map(LabCluster.Told::at)
                .filter(at -> at.isAfter(from))
                .findFirst();
    }

    private static JsonObject apply(LabCluster cluster, String by, String file, String note) {
        JsonObject body =
                new JsonObject().put("files", new JsonObject().put("", file)).put("note", note);
        return cluster.send(by, "POST", "/config/apply", body).json();
    }

    /** One that was refused must never be seen; of one that may still come true the history tells in the end. */
    private void record(Future<JsonObject> answer, String text, boolean undisturbed) {
        try {
            JsonObject revision = answer.get().getJsonObject("revision");
            if (revision != null) {
                committed.put(revision.getLong("number"), text);
                if (undisturbed) {
                    calm.add(revision.getLong("number"));
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitRevision(LabCluster cluster, String id, long number) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> cluster.get(id, "/config").list("nodes").stream()
                        .anyMatch(node -> node.getString("id").equals(id) && node.getLong("revision", 0L) >= number));
    }

    /** Milliseconds from the first to the last of three nodes, of each commit during which none was killed; sorted. */
    private List<Long> spreads(LabCluster cluster) {
        Map<String, List<Instant>> moments = new HashMap<>();
        for (String id : cluster.ids()) {
            for (LabCluster.Told told : cluster.told(id, "configuration-switched")) {
                moments.computeIfAbsent(told.text(), text -> new ArrayList<>()).add(told.at());
            }
        }
        List<Long> spreads = new ArrayList<>();
        moments.forEach((text, at) -> {
            long number = Long.parseLong(text.split(" ", -1)[1]);
            if (calm.contains(number) && at.size() == 3) {
                Instant first = at.stream().min(Instant::compareTo).orElseThrow();
                Instant last = at.stream().max(Instant::compareTo).orElseThrow();
                spreads.add(Duration.between(first, last).toMillis());
            }
        });
        return spreads.stream().sorted().toList();
    }
}
