package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import dev.skein.model.ServerKey;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final ServerKey SERVER = new ServerKey("shop", "10.0.2.11:8080");

    private static final long QUEUE = 1 << 20;

    private final Metrics metrics = new Metrics(2);
    private final RouteStats route = metrics.route("shop");
    private final PoolStats pool = metrics.pool("shop");
    private final ServerStats server = metrics.server(SERVER);

    private void exchange(Recorder recorder, Outcome outcome, int loop) {
        recorder.begin(loop);
        route.begin(loop);
        pool.begin(loop);
        server.begin(loop);
        recorder.record(outcome, route, pool, server, loop);
    }

    @Test
    void an_outcome_is_counted_on_node_route_pool_and_server() {
        try (AccessLog log = new AccessLog(2, QUEUE)) {
            Recorder recorder = new Recorder(metrics, log);
            exchange(recorder, Samples.good(), 0);
            Outcome failed = Samples.good();
            failed.failure = Failure.SERVER_TIMEOUT;
            failed.phase = Phase.HEADERS;
            failed.status = 504;
            failed.attempts = 3;
            exchange(recorder, failed, 1);
            for (TrafficReading reading :
                    new TrafficReading[] {metrics.node(), route.read(), pool.read(), server.read()}) {
                assertThat(reading.requests()).isEqualTo(2);
                assertThat(reading.status(200)).isEqualTo(1);
                assertThat(reading.statusClass(5)).isEqualTo(1);
                assertThat(reading.failures(Failure.SERVER_TIMEOUT, Phase.HEADERS))
                        .isEqualTo(1);
                assertThat(reading.failures(Failure.SERVER_TIMEOUT, Phase.DATA)).isZero();
                assertThat(reading.failures()).isEqualTo(1);
                assertThat(reading.volume().bytesOut()).isEqualTo(2 * 10_321);
                assertThat(reading.duration().count()).isEqualTo(2);
                assertThat(reading.duration().sumNanos()).isEqualTo(2 * 1_300_999);
                assertThat(reading.inFlight()).isZero();
            }
            assertThat(pool.read().volume().retries()).isEqualTo(2);
            assertThat(server.read().volume().attempts()).isEqualTo(2);
            assertThat(server.firstByte().count()).isEqualTo(2);
            assertThat(server.connect().count()).isZero();
        }
    }

    @Test
    void an_exchange_without_a_route_counts_under_the_empty_name() {
        try (AccessLog log = new AccessLog(2, QUEUE)) {
            Recorder recorder = new Recorder(metrics, log);
            recorder.begin(0);
            recorder.record(Samples.good(), null, null, null, 0);
            assertThat(metrics.routes()).extracting(RouteStats::name).containsExactly("", "shop");
            assertThat(metrics.routes().getFirst().read().requests()).isEqualTo(1);
            assertThat(metrics.routes().getFirst().inFlight()).isZero();
            assertThat(metrics.node().inFlight()).isZero();
        }
    }

    @Test
    void a_given_up_attempt_is_a_failure_of_its_server_but_no_request() {
        server.begin(0);
        assertThat(server.inFlight()).isEqualTo(1);
        server.attemptFailed(Failure.CONNECT_FAILED, Phase.CONNECT, 0);
        assertThat(server.inFlight()).isZero();
        assertThat(server.read().requests()).isZero();
        assertThat(server.read().failures(Failure.CONNECT_FAILED)).isEqualTo(1);
        assertThat(server.read().volume().attempts()).isEqualTo(1);
    }

    @Test
    void a_tunnel_leaves_the_latency_histogram_alone() {
        try (AccessLog log = new AccessLog(2, QUEUE)) {
            Outcome tunnel = Samples.good();
            tunnel.status = 101;
            tunnel.phase = Phase.TUNNEL;
            exchange(new Recorder(metrics, log), tunnel, 0);
            assertThat(route.read().requests()).isEqualTo(1);
            assertThat(route.read().duration().count()).isZero();
        }
    }

    @Test
    void counters_outlive_reloads_until_their_name_is_gone() {
        assertThat(metrics.server(new ServerKey("shop", "10.0.2.11:8080"))).isSameAs(server);
        metrics.retain(new Metrics.Names(Set.of("shop"), Set.of(), Set.of(SERVER), Set.of()));
        assertThat(metrics.route("shop")).isSameAs(route);
        assertThat(metrics.server(SERVER)).isSameAs(server);
        assertThat(metrics.pools()).isEmpty();
        assertThat(metrics.routes()).extracting(RouteStats::name).contains("");
    }

    @Test
    void nothing_is_lost_between_loops_and_a_reader() throws InterruptedException {
        try (AccessLog log = new AccessLog(2, QUEUE)) {
            Recorder recorder = new Recorder(metrics, log);
            CountDownLatch done = new CountDownLatch(2);
            for (int loop = 0; loop < 2; loop++) {
                int own = loop;
                Thread.ofPlatform().start(() -> {
                    Outcome outcome = Samples.good();
                    for (int i = 0; i < 20_000; i++) {
                        exchange(recorder, outcome, own);
                    }
                    done.countDown();
                });
            }
            long last = 0;
            while (done.getCount() > 0) {
                long now = route.read().requests();
                assertThat(now).isGreaterThanOrEqualTo(last);
                last = now;
            }
            done.await();
            assertThat(route.read().requests()).isEqualTo(40_000);
            assertThat(route.read().duration().count()).isEqualTo(40_000);
        }
    }

    @Test
    void recording_with_a_log_line_allocates_nothing() throws InterruptedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        GateSink sink = new GateSink();
        try (AccessLog log = new AccessLog(2, QUEUE)) {
            log.open(LineFormat.JSON, sink);
            Recorder recorder = new Recorder(metrics, log);
            Outcome outcome = Samples.good();
            // Until every chunk is made: from then on they only go round.
            while (log.lost() == 0) {
                exchange(recorder, outcome, 0);
            }
            sink.gate.countDown();
            long before = threads.getCurrentThreadAllocatedBytes();
            long ofTheMeasurement = threads.getCurrentThreadAllocatedBytes() - before;
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                outcome.startEpochMillis += 37;
                exchange(recorder, outcome, 0);
                log.flush(0);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before - ofTheMeasurement;
            assertThat(allocated).isZero();
            assertThat(log.written()).isPositive();
        }
    }

    /** Takes everything once its gate is open. */
    private static final class GateSink implements LogSink {
        private final CountDownLatch gate = new CountDownLatch(1);

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void reopen() {}

        @Override
        public void close() {}
    }
}
