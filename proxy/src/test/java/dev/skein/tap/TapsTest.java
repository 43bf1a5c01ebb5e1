package dev.skein.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Outcome;
import dev.skein.model.Ticker;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.Metrics;
import dev.skein.telemetry.Recorder;
import dev.skein.telemetry.Tap;
import dev.skein.telemetry.TapFilter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TapsTest {
    private final Map<String, Taps> nodes = new TreeMap<>();
    private final Map<String, Recorder> recorders = new TreeMap<>();

    private Taps node(String id) {
        Tap tap = new Tap(Ticker.SYSTEM);
        recorders.put(id, new Recorder(new Metrics(1), new AccessLog(1, 1 << 20), tap));
        Taps taps = new Taps(id, 1, tap, Ticker.SYSTEM);
        nodes.put(id, taps);
        return taps;
    }

    /** The nodes as that one reaches them; c is cut off. */
    private record Reached(String self, Map<String, Taps> all) implements Taps.Others {
        @Override
        public Set<String> nodes() {
            return Set.of("b", "c");
        }

        @Override
        public CompletableFuture<byte[]> ask(String node, byte[] question) {
            return node.equals("c")
                    ? CompletableFuture.failedFuture(new IllegalStateException("cut off"))
                    : CompletableFuture.completedFuture(all.get(node).asked(question));
        }
    }

    private void request(String node, String route) {
        Outcome outcome = new Outcome();
        outcome.clear();
        outcome.route = route;
        outcome.status = 200;
        recorders.get(node).begin(0);
        recorders.get(node).record(outcome, null, null, null, 0);
    }

    @Test
    void whatEndsOnAnyNodeIsFoundOnceAndWhoDoesNotAnswerIsNamed() {
        Taps a = node("a");
        node("b");
        a.over(new Reached("a", nodes));
        try (Taps.Session session = a.watch(TapFilter.of(Map.of("route", "shop")), 100)) {
            assertThat(session.take().join().silent()).containsExactly("c");
            request("a", "shop");
            request("b", "shop");
            request("b", "other");
            Taps.Batch batch = session.take().join();
            assertThat(batch.byNode()).containsOnlyKeys("a", "b");
            assertThat(batch.byNode().get("a").lines()).hasSize(1);
            assertThat(batch.byNode().get("b").lines()).hasSize(1);
            assertThat(batch.byNode().get("b").seen()).isEqualTo(2);
            assertThat(session.take().join().byNode().get("b").lines()).isEmpty();
        }
        request("a", "shop");
        assertThat(recorders.get("a").tap().watched()).isFalse();
    }

    @Test
    void anAnswerFitsOnTheWireAndWhatDoesNotIsCounted() {
        Taps a = node("a");
        Taps b = node("b");
        a.over(new Reached("a", nodes));
        try (Taps.Session session = a.watch(TapFilter.of(Map.of()), 1000)) {
            session.take().join();
            IntStream.range(0, 1000).forEach(i -> request("b", "x".repeat(200)));
            var found = session.take().join().byNode().get("b");
            assertThat(found.skipped()).isPositive();
            assertThat(found.lines().size() + found.skipped()).isEqualTo(1000);
            assertThat(b).isNotNull();
        }
    }
}
