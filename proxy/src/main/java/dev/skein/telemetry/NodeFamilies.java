package dev.skein.telemetry;

import java.util.List;
import java.util.stream.IntStream;

/** The metrics about the node as a whole. */
final class NodeFamilies {
    private NodeFamilies() {}

    static List<Family> of(Metrics metrics, LoopLag lag, AccessLog log) {
        return List.of(
                Family.gauge(
                        "skein_node_requests_in_flight",
                        "Exchanges under way on the node, those without a route included",
                        metrics::inFlight),
                new Family(
                        "skein_loop_lag_seconds",
                        Family.Type.HISTOGRAM,
                        "How late event loops came to a periodic task",
                        List.of("loop"),
                        () -> IntStream.range(0, lag.loops())
                                .mapToObj(
                                        loop -> Family.distribution(List.of(Integer.toString(loop)), lag.read(loop)))),
                Family.counter("skein_access_log_lines", "Lines of the access log that were written", log::written),
                Family.counter(
                        "skein_access_log_lines_lost",
                        "Lines dropped because the target was too slow, or lost because it failed",
                        log::lost));
    }
}
