package dev.skein.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journals of several nodes: whatever was cut off from whom, and whoever restarted, all show the same order at last. */
class LedgerTest {
    private static final ChainFile.Bounds LARGE = new ChainFile.Bounds(1 << 20, 4);
    private static final int SCHEDULES = Integer.getInteger("skein.journal.schedules", 60);
    private static final List<String> IDS = List.of("a", "b", "c", "d");

    @TempDir
    Path directory;

    private final Map<String, Ledger> nodes = new TreeMap<>();
    private final Map<String, Long> skew = new TreeMap<>();
    private final List<String> altered = new ArrayList<>();
    private long now;
    private long event;

    private Path disk(String id) {
        return directory.resolve("run-" + Thread.currentThread().threadId()).resolve(id);
    }

    private long clock(String id) {
        return now + skew.getOrDefault(id, 0L);
    }

    private void start(String id) {
        Ledger ledger =
                new Ledger(disk(id), id, LARGE, (node, text) -> altered.add(id + " says of " + node + ": " + text));
        ledger.open(clock(id));
        nodes.put(id, ledger);
    }

    private void stop(String id) throws IOException {
        Ledger ledger = nodes.remove(id);
        if (ledger != null) {
            ledger.flush();
            ledger.close();
        }
    }

    private Ledger node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    /** An event at a node, carried to some of the others. */
    private void event(String id, Set<String> reached) {
        String previous = node(id).head();
        Entry entry = node(id).write(new Event(
                ++event, Instant.ofEpochMilli(clock(id)), EventKind.SERVER_UP, "shop/1", "number " + event, null));
        for (String other : reached) {
            if (!other.equals(id) && nodes.containsKey(other)) {
                node(other).hear(entry, previous, clock(other));
            }
        }
    }

    /** One node asks another one until it has nothing new; how many lines were. */
    private int ask(String asking, String asked) throws IOException {
        int all = 0;
        for (int taken = 1; taken > 0; all += taken) {
            String answer =
                    node(asked).missing(Digest.parse(node(asking).digest().text()), 2000);
            taken = node(asking).take(asked, answer, clock(asking));
        }
        return all;
    }

    private void heal() throws IOException {
        for (int quiet = 0, rounds = 0; quiet < 7; rounds++) {
            assertThat(rounds).as("rounds").isLessThan(50);
            int taken = 0;
            for (String asking : nodes.keySet()) {
                for (String asked : nodes.keySet()) {
                    taken += asking.equals(asked) ? 0 : ask(asking, asked);
                }
            }
            quiet = taken == 0 ? quiet + 1 : 0;
        }
    }

    private List<String> seen(String id) throws IOException {
        Query.Page page = node(id).find(new Query(Set.of(), Set.of(), Set.of(), 0, Position.BEGIN, 100_000));
        return page.entries().stream().map(Entry::json).toList();
    }

    private void assertSameEverywhere() throws IOException {
        List<String> expected = seen(nodes.keySet().iterator().next());
        for (String id : nodes.keySet()) {
            assertThat(seen(id)).as(id).doesNotHaveDuplicates().isEqualTo(expected);
            node(id).flush();
            List<String> read = new ArrayList<>();
            node(id).forEach((entry, previous) -> read.add(entry.json()));
            assertThat(read).as("on the disk of %s", id).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(Verification.of(disk(id)).altered()).isFalse();
        }
    }

    private void clear() throws IOException {
        for (String id : IDS) {
            stop(id);
        }
        Path run = directory.resolve("run-" + Thread.currentThread().threadId());
        if (Files.exists(run)) {
            try (Stream<Path> files = Files.walk(run)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void begin(Random random) throws IOException {
        clear();
        altered.clear();
        now = 1_795_258_869_100L;
        for (String id : IDS) {
            skew.put(id, random.nextLong(-TimeUnit.MINUTES.toMillis(5), TimeUnit.MINUTES.toMillis(5)));
            start(id);
        }
    }

    private void step(Random random) throws IOException {
        now += random.nextInt(3);
        String id = IDS.get(random.nextInt(IDS.size()));
        int what = random.nextInt(20);
        if (what == 0) {
            stop(id);
            now += 10;
        } else if (what < 3 || !nodes.containsKey(id)) {
            stop(id);
            now += 10;
            start(id);
        } else if (what == 3 && nodes.size() > 1) {
            String other = nodes.keySet().stream()
                    .filter(one -> !one.equals(id))
                    .findFirst()
                    .orElseThrow();
            ask(id, other);
        } else {
            Set<String> reached = new HashSet<>(IDS);
            reached.removeIf(one -> random.nextInt(3) == 0);
            event(id, reached);
        }
    }

    private void loseDisk(String id) throws IOException {
        heal();
        stop(id);
        Files.deleteIfExists(disk(id).resolve(id + ".jsonl"));
        now += 10;
        start(id);
        event(id, Set.of());
    }

    /** Random cuts, lost lines, restarts, clocks up to five minutes apart, at times a disk that is gone. */
    private void run(long seed) throws IOException {
        Random random = new Random(seed);
        begin(random);
        boolean fresh = random.nextInt(4) == 0;
        for (int step = 0; step < 60; step++) {
            step(random);
        }
        for (String id : IDS) {
            if (!nodes.containsKey(id)) {
                start(id);
            }
        }
        if (fresh) {
            loseDisk("d");
        }
        heal();
        node("d").flush();
        boolean lost = fresh && Files.exists(disk("d").resolve("copies/d.jsonl"));
        assertThat(altered).as("seed %d", seed).hasSize(lost ? 1 : 0);
        assertSameEverywhere();
    }

    @Test
    void anyScheduleOfCutsHealsToTheSameOrderEverywhere() throws IOException {
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            run(seed);
        }
        clear();
    }

    @Test
    void aNodeThatWasAwayGetsTheLinesOfOneThatIsGoneFromAThird() throws IOException {
        start("a");
        start("b");
        for (int i = 0; i < 20; i++) {
            now++;
            event("b", Set.of("a"));
        }
        stop("b");
        start("c");
        assertThat(ask("c", "a")).isEqualTo(20);
        assertThat(seen("c")).isEqualTo(seen("a")).hasSize(20);
    }

    @Test
    void aReaderGoesOnAtAnyNodeAndMissesNothingThatCameLater() throws IOException {
        start("a");
        start("b");
        now = 1000;
        event("a", Set.of());
        now = 2000;
        event("b", Set.of("a"));
        Query.Page first = node("a").find(new Query(Set.of(), Set.of(), Set.of(), 0, Position.BEGIN, 10));
        assertThat(first.entries()).hasSize(2);
        now = 1500;
        event("a", Set.of());
        heal();
        Position position = Position.parse(first.position().toString());
        Query.Page next = node("b").find(new Query(Set.of(), Set.of(), Set.of(), 0, position, 10));
        assertThat(next.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.json()).contains("number 3"));
    }

    @Test
    void whatMemoryHasNoLongerIsReadFromDisk() throws IOException {
        start("a");
        for (int i = 0; i < 6000; i++) {
            now++;
            event("a", Set.of());
        }
        Query oldest = new Query(Set.of(), Set.of(), Set.of(), 0, Position.BEGIN, 1);
        assertThat(node("a").find(oldest).entries().getFirst().seq()).isEqualTo(1);
        Query all = new Query(Set.of("a"), Set.of(), Set.of(), 0, null, 5500);
        assertThat(node("a").find(all).entries()).hasSize(5500);
        assertThat(node("a").find(all).entries().getFirst().seq()).isEqualTo(6000);
    }

    @Test
    void olderOnesAreReadPageByPage() throws IOException {
        start("a");
        for (int i = 0; i < 6000; i++) {
            now++;
            event("a", Set.of());
        }
        long until = node("a")
                .find(new Query(Set.of(), Set.of(), Set.of(), 0, null, 5990))
                .entries()
                .getLast()
                .millis();
        Query older = new Query(Set.of(), Set.of(), Set.of(), 0, until, null, 5);
        assertThat(node("a").find(older).entries()).extracting(Entry::seq).containsExactly(11L, 10L, 9L, 8L, 7L);
        Query last = new Query(Set.of(), Set.of(), Set.of(), 0, until, null, 100);
        assertThat(node("a").find(last).entries()).hasSize(11);
    }

    @Test
    void aLineThatOneNodeAlteredIsNotTakenAndItsAuthorTells() throws IOException {
        start("a");
        start("b");
        event("a", Set.of("b"));
        event("a", Set.of("b"));
        stop("b");
        Path copy = Copies.path(disk("b"), "a");
        Files.writeString(copy, Files.readString(copy).replace("number 1", "number 7"));
        start("b");
        assertThat(altered)
                .singleElement()
                .asString()
                .startsWith("b says of a: ")
                .contains("a.jsonl:2: line 1 does not");
        start("c");
        assertThat(catchThrowable(() -> ask("c", "b")))
                .hasMessageContaining("node b sent a line of node a's journal that does not follow");
        assertThat(ask("c", "a")).isEqualTo(2);
    }

    @Test
    void aChainThatWasWrittenAnewShowsAgainstTheCopies() throws IOException {
        start("a");
        start("b");
        event("a", Set.of("b"));
        stop("a");
        Files.delete(disk("a").resolve("a.jsonl"));
        now += 5;
        start("a");
        event("a", Set.of("b"));
        heal();
        assertThat(altered)
                .singleElement()
                .asString()
                .startsWith("a says of a: line 1 of this node's journal is at node b");
        assertThat(seen("a")).isEqualTo(seen("b")).hasSize(2);
    }
}
