package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final long MS = 1_000_000;

    private final List<Traced> taken = new ArrayList<>();
    private final Sampling all = new Sampling(1, true, taken::add);

    private static Trace begin(Sampling sampling, Outcome outcome) {
        return Trace.begin(sampling, Objects.requireNonNull(outcome.request), 0, outcome.startEpochMillis);
    }

    private static String sending(Trace trace, long connectNanos, long now) {
        ByteSink field = new ByteSink();
        trace.sending("10.0.2.11:8080", connectNanos, now, field);
        return field.toString().strip();
    }

    private static Outcome asked(String... fields) {
        return Samples.good("GET", "shop.example.com", "/cart?secret=1", fields);
    }

    private Span span(String name) {
        return taken.getLast().spans().stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anExchangeIsASpanWithItsAttemptAndThePhasesBelow() {
        Outcome outcome = asked("User-Agent: Firefox");
        Trace trace = begin(all, outcome);
        trace.queued(2 * MS, 3 * MS);
        String field = sending(trace, MS, 4 * MS);
        trace.answered(200, 6 * MS);
        outcome.totalNanos = 9 * MS;
        trace.end(outcome, "shop");
        Span exchange = span("GET shop");
        Span attempt = span("to 10.0.2.11:8080");
        assertThat(taken.getLast().spans().getFirst()).isEqualTo(exchange);
        assertThat(exchange.parent()).isZero();
        assertThat(exchange.kind()).isEqualTo(Span.Kind.SERVER);
        assertThat(exchange.endEpochNanos() - exchange.startEpochNanos()).isEqualTo(9 * MS);
        assertThat(exchange.startEpochNanos()).isEqualTo(Samples.EPOCH_MILLIS * MS);
        assertThat(attempt.parent()).isEqualTo(exchange.id());
        assertThat(attempt.kind()).isEqualTo(Span.Kind.CLIENT);
        assertThat(times(attempt)).containsExactly(3 * MS, 9 * MS);
        assertThat(times(span("queue"))).containsExactly(MS, 3 * MS);
        assertThat(span("queue").parent()).isEqualTo(exchange.id());
        assertThat(times(span("connect"))).containsExactly(3 * MS, 4 * MS);
        assertThat(times(span("first byte"))).containsExactly(4 * MS, 6 * MS);
        assertThat(times(span("body"))).containsExactly(6 * MS, 9 * MS);
        assertThat(List.of(
                        span("connect").parent(),
                        span("first byte").parent(),
                        span("body").parent()))
                .containsOnly(attempt.id());
        assertThat(field)
                .isEqualTo("traceparent: 00-%016x%016x-%016x-01"
                        .formatted(taken.getLast().high(), taken.getLast().low(), attempt.id()));
    }

    @Test
    void stateThatComesInSeveralFieldsIsKeptWhole() {
        Outcome outcome = asked("traceparent: " + PARENT, "tracestate: a=1", "tracestate: b=2, c=3");
        begin(all, outcome).end(outcome, "");
        assertThat(taken.getLast().state()).isEqualTo("a=1,b=2, c=3");
    }

    private static List<Long> times(Span span) {
        long begin = Samples.EPOCH_MILLIS * MS;
        return List.of(span.startEpochNanos() - begin, span.endEpochNanos() - begin);
    }

    @Test
    void attributesFollowTheConventionsAndLeaveQueriesOut() {
        Outcome outcome = asked("User-Agent: Firefox");
        Trace trace = begin(all, outcome);
        String unused = sending(trace, 0, MS);
        trace.answered(200, 2 * MS);
        trace.end(outcome, "shop");
        assertThat(span("GET shop").attributes())
                .containsAllEntriesOf(Map.of(
                        "http.request.method", "GET",
                        "url.scheme", "https",
                        "url.path", "/cart",
                        "server.address", "shop.example.com",
                        "client.address", "192.0.2.7",
                        "network.protocol.version", "1.1",
                        "user_agent.original", "Firefox",
                        "http.response.status_code", 200L,
                        "skein.route", "shop",
                        "skein.pool", "shop"))
                .containsEntry("skein.end", "--")
                .doesNotContainKeys("error.type", "url.query");
        assertThat(span("to 10.0.2.11:8080").attributes())
                .isEqualTo(
                        Map.of("server.address", "10.0.2.11", "server.port", 8080L, "http.response.status_code", 200L));
        assertThat(taken.getLast().toString()).doesNotContain("secret");
    }

    @Test
    void aSecondAttemptIsASpanOfItsOwn() {
        Outcome outcome = asked();
        outcome.attempts = 2;
        Trace trace = begin(all, outcome);
        // The first never connects.
        trace.failed("10.0.2.12:8080", Failure.CONNECT_FAILED, 2 * MS);
        String second = sending(trace, MS, 3 * MS);
        trace.answered(503, 4 * MS);
        outcome.status = 503;
        outcome.totalNanos = 5 * MS;
        trace.end(outcome, "shop");
        Span failed = span("to 10.0.2.12:8080");
        assertThat(failed.error()).isEqualTo("connect-failed");
        assertThat(times(failed)).containsExactly(0L, 2 * MS);
        Span answered = span("to 10.0.2.11:8080");
        assertThat(answered.attributes())
                .containsEntry("http.request.resend_count", 1L)
                .containsEntry("error.type", "503");
        assertThat(second).contains("%016x".formatted(answered.id()));
        assertThat(span("GET shop").error()).isEqualTo("503");
    }

    @Test
    void whatTheClientIsToBlameForIsNoErrorOfOurs() {
        Outcome outcome = asked();
        outcome.failure = Failure.CLIENT_ABORT;
        outcome.phase = Phase.DATA;
        outcome.status = 499;
        begin(all, outcome).end(outcome, "");
        assertThat(span("GET shop").error()).isEmpty();
        assertThat(span("GET shop").attributes()).containsEntry("error.type", "client-abort");
    }

    @Test
    void aValidContextIsContinuedWithItsStateAndItsDecision() {
        Outcome outcome = asked("traceparent: " + PARENT, "tracestate: a=1,b=2");
        Trace trace = begin(new Sampling(0, true, taken::add), outcome);
        assertThat(sending(trace, 0, MS)).startsWith("traceparent: 00-0af7651916cd43dd8448eb211c80319c-");
        assertThat(drops(trace, "Traceparent")).isTrue();
        assertThat(drops(trace, "tracestate")).isFalse();
        trace.end(outcome, "shop");
        assertThat(taken.getLast().state()).isEqualTo("a=1,b=2");
        assertThat(span("GET shop").parent()).isEqualTo(0xb7ad6b7169203331L);
        Outcome not = asked("traceparent: " + PARENT.replace("-01", "-00"));
        Trace unsampled = begin(all, not);
        // Nothing is recorded here, so what comes below is below the client.
        assertThat(sending(unsampled, 0, MS)).isEqualTo("traceparent: " + PARENT.replace("-01", "-00"));
        unsampled.end(not, "shop");
        assertThat(taken).hasSize(1);
    }

    @Test
    void aMalformedContextIsReplacedAndItsStateDropped() {
        Outcome outcome = asked("traceparent: " + PARENT.toUpperCase(java.util.Locale.ROOT), "tracestate: a=1");
        Trace trace = begin(all, outcome);
        assertThat(sending(trace, 0, MS)).matches("traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(drops(trace, "tracestate")).isTrue();
        trace.end(outcome, "shop");
        assertThat(taken.getLast().state()).isEmpty();
    }

    @Test
    void whereTracesBeginAnewTheClientsIsLinked() {
        Outcome outcome = asked("traceparent: " + PARENT, "tracestate: a=1");
        Trace trace = begin(new Sampling(1, false, taken::add), outcome);
        assertThat(sending(trace, 0, MS)).doesNotContain("0af7651916cd43dd");
        assertThat(drops(trace, "tracestate")).isTrue();
        trace.end(outcome, "shop");
        assertThat(taken.getLast().linked())
                .containsExactly(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L);
        assertThat(span("GET shop").parent()).isZero();
    }

    @Test
    void aShareIsRecordedAndTheRestToldNotTo() {
        Sampling tenth = new Sampling(0.1, true, taken::add);
        int sampled = 0;
        for (int i = 0; i < 10_000; i++) {
            Outcome outcome = asked();
            Trace trace = begin(tenth, outcome);
            sampled += sending(trace, 0, MS).endsWith("-01") ? 1 : 0;
            trace.end(outcome, "shop");
        }
        // Three standard deviations are 90.
        assertThat(sampled).isBetween(850, 1150).isEqualTo(taken.size());
        assertThatThrownBy(() -> new Sampling(1.5, true, taken::add)).hasMessage("ratio: 1.5 (expected: 0 to 1)");
    }

    private static boolean drops(Trace trace, String name) {
        byte[] bytes = Ascii.bytes(name);
        return trace.drops(bytes, 0, bytes.length);
    }
}
