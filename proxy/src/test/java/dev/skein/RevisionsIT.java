package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.http.GuardPolicy;
import dev.skein.http.HeadLimits;
import dev.skein.http.RequestHead;
import dev.skein.model.ClientAddress;
import dev.skein.snapshot.Action;
import dev.skein.snapshot.Route;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Revision after revision, while nodes end in the middle of it, files change on single nodes and proposals fail: whatever a
 * node ever routes by was committed. The long form, with processes and load, is in the lab.
 */
class RevisionsIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int COMMITS = Integer.getInteger("skein.commits", 20);
    private static final List<String> IDS = List.of("a", "b", "c");
    private static final long SEED = 20261121;

    @TempDir
    Path directory;

    /** What nodes were seen to answer with, by text. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private final Map<String, NodeUnderTest> running = new ConcurrentHashMap<>();

    private static String saying(String text) {
        return """
            skein.access-log.output = off
            skein.shutdown { delay = 0s, drain-timeout = 5s }
            skein.routes = [ { name = all, respond { status = 200, body = "%s" } } ]
            """.formatted(text);
    }

    private static String answer(NodeUnderTest node) {
        RequestHead head = new RequestHead(new HeadLimits(1000, 1000, 10), GuardPolicy.DEFAULT);
        byte[] text = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        head.read(Unpooled.wrappedBuffer(text));
        head.from(ClientAddress.of(InetAddress.getLoopbackAddress(), 0), false);
        Route route = node.snapshot().routes().match(head);
        return route != null && route.action() instanceof Action.Respond respond
                ? new String(respond.body(), StandardCharsets.UTF_8)
                : "nothing";
    }

    private void watch(AtomicBoolean over) {
        while (!over.get()) {
            running.values().forEach(node -> seen.add(answer(node)));
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void noNodeEverRunsWhatWasNotCommitted() throws InterruptedException {
        Random random = new Random(SEED);
        Map<Long, String> committed = new TreeMap<>(Map.of(1L, "first"));
        AtomicBoolean over = new AtomicBoolean();
        Thread watcher = Thread.ofPlatform().start(() -> watch(over));
        try (Trio trio = new Trio(directory, saying("first"))) {
            IDS.forEach(id -> start(trio, id));
            await().atMost(SOON).until(() -> number(trio, "a") == 1);
            for (int i = 0; i < COMMITS; i++) {
                String victim = i % 4 == 3 ? IDS.get(random.nextInt(IDS.size())) : "";
                List<String> others =
                        IDS.stream().filter(id -> !id.equals(victim)).toList();
                trio.change(others.get(random.nextInt(others.size())), saying("candidate " + i));
                String by = others.get(random.nextInt(others.size()));
                String text = "commit " + i;
                CompletableFuture<JsonObject> answer = CompletableFuture.supplyAsync(() -> apply(trio, by, text));
                if (!victim.isEmpty()) {
                    running.remove(victim);
                    trio.stop(victim);
                }
                record(answer.join(), text, committed);
                if (!victim.isEmpty()) {
                    start(trio, victim);
                }
            }
            long last = committed.keySet().stream().max(Long::compare).orElse(0L);
            for (String id : IDS) {
                await().atMost(SOON).until(() -> answer(trio.node(id)).equals(committed.get(last)));
            }
            Trio.objects(trio.get("a", "/api/v1/config/revisions"), "revisions")
                    .forEach(one -> committed.put(one.getLong("number"), one.getString("note", "first")));
        } finally {
            over.set(true);
            watcher.join();
        }
        committed.put(1L, "first");
        assertThat(committed).hasSizeGreaterThan(COMMITS / 2);
        assertThat(seen).isSubsetOf(committed.values()).contains("first");
    }

    private void start(Trio trio, String id) {
        trio.start(id);
        running.put(id, trio.node(id));
    }

    private static long number(Trio trio, String id) {
        JsonObject revision = trio.get(id, "/api/v1/config").getJsonObject("revision");
        return revision == null ? 0 : revision.getLong("number");
    }

    private static JsonObject apply(Trio trio, String by, String text) {
        JsonObject files = new JsonObject().put("", saying(text));
        return trio.send(
                by,
                "POST",
                "/api/v1/config/apply",
                new JsonObject().put("files", files).put("note", text));
    }

    /** One that was refused must never be seen; of one that may still come true the history tells in the end. */
    private static void record(JsonObject answer, String text, Map<Long, String> committed) {
        JsonObject revision = answer.getJsonObject("revision");
        if (revision != null) {
            committed.put(revision.getLong("number"), text);
        }
    }
}
