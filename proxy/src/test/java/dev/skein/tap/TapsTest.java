package dev.skein.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Outcome;
import dev.skein.model.Ticker;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.Metrics;
import dev.skein.telemetry.Recorder;
import dev.skein.telemetry.Tap;
import dev.skein.telemetry.TapFilter;
import dev.skein.telemetry.TapWatch;
import dev.skein.telemetry.Tracing;
import java.util.Map;
import java.util.Objects;
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
        recorders.put(id, new Recorder(new Metrics(1), new AccessLog(1, 1 << 20), tap, new Tracing()));
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
                    : CompletableFuture.completedFuture(
                            Objects.requireNonNull(all.get(node)).asked(question));
        }
    }

    private Recorder recorder(String node) {
        return Objects.requireNonNull(recorders.get(node));
    }

    private static TapWatch.Found of(Taps.Batch batch, String node) {
        return Objects.requireNonNull(batch.byNode().get(node));
    }

    private void request(String node, String route) {
        Outcome outcome = new Outcome();
        outcome.clear();
        outcome.route = route;
        outcome.status = 200;
        recorder(node).begin(0);
        recorder(node).record(outcome, null, null, null, 0);
    }

    @Test
    void whatEndsOnAnyNodeIsFoundOnceAndWhoDoesNotAnswerIsNamed() {
        Taps a = node("a");
        node("b");
        a.over(new Reached("a", nodes));
        try (Taps.Session session = a.watch(TapFilter.of(Map.of("route", "shop")), 100)) {
            assertThat(session.take().watched()).contains("a").doesNotContain("c");
            Taps.Batch first = session.take();
            assertThat(first.watched()).containsExactlyInAnyOrder("a", "b");
            assertThat(first.silent()).containsExactly("c");
            request("a", "shop");
            request("b", "shop");
            request("b", "other");
            Taps.Batch batch = session.take();
            // What b had found by the time that it was asked was nothing.
            assertThat(of(batch, "b").lines()).isEmpty();
            TapWatch.Found here = of(batch, "a");
            batch = session.take();
            assertThat(batch.byNode()).containsOnlyKeys("a", "b");
            assertThat(here.lines()).hasSize(1);
            assertThat(of(batch, "b").lines()).hasSize(1);
            assertThat(of(batch, "b").seen()).isEqualTo(2);
            assertThat(of(session.take(), "b").lines()).isEmpty();
        }
        request("a", "shop");
        assertThat(recorder("a").tap().watched()).isFalse();
    }

    @Test
    void anAnswerFitsOnTheWireAndWhatDoesNotIsCounted() {
        Taps a = node("a");
        Taps b = node("b");
        a.over(new Reached("a", nodes));
        try (Taps.Session session = a.watch(TapFilter.of(Map.of()), 1000)) {
            session.take();
            IntStream.range(0, 1000).forEach(i -> request("b", "x".repeat(200)));
            session.take();
            TapWatch.Found found = of(session.take(), "b");
            assertThat(found.skipped()).isPositive();
            assertThat(found.lines().size() + found.skipped()).isEqualTo(1000);
            assertThat(b).isNotNull();
        }
    }
}
