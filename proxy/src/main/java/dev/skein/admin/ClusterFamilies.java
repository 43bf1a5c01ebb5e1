package dev.skein.admin;

import dev.skein.cluster.Cluster;
import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.control.NodeTotals;
import dev.skein.control.PoolReport;
import dev.skein.control.ReportHistory.Step;
import dev.skein.telemetry.Catalogue;
import dev.skein.telemetry.Family;
import dev.skein.telemetry.Family.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The metrics of the whole cluster, from what its nodes told last: nobody else is asked. Each sample has the node that told
 * it as its first label, so that sums are the reader's. Read once, at the moment of the scrape.
 */
final class ClusterFamilies {
    private static final String PREFIX = "skein_cluster_";
    private static final List<String> POOL = List.of("node", "pool");
    private static final List<String> SERVER = List.of("node", "pool", "server");
    private static final List<String> CLASSES = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");

    private final Seen seen;
    private final Map<String, NodeReport> reports;
    private final Map<String, NodeTotals> totals;
    private final PerNode all = new PerNode(PREFIX);

    /**
     * What the nodes told, and what the asked one sees.
     *
     * @param holders of virtual addresses; empty for nobody
     */
    record Seen(
            Cluster cluster,
            List<Step> history,
            long epochMillis,
            Map<String, String> holders,
            List<PoolReport> pools) {
        static Seen by(NodeView node, List<PoolReport> pools) {
            return new Seen(
                    node.cluster(),
                    node.history().steps(),
                    node.ticker().epochMillis(),
                    new VirtualIps(node).leases(),
                    pools);
        }
    }

    private ClusterFamilies(Seen seen) {
        this.seen = seen;
        this.reports = Sums.nodes(seen.cluster);
        this.totals = Sums.totals(seen.cluster);
    }

    static Catalogue of(Seen seen) {
        ClusterFamilies families = new ClusterFamilies(seen);
        families.all.add(StateFamilies.members(seen.cluster, PREFIX + "node_up", "node"));
        families.counters();
        families.rates();
        families.machines();
        families.servers();
        families.certificates();
        families.addresses();
        return families.all.catalogue();
    }

    private void counters() {
        all.add(
                "requests",
                Family.Type.COUNTER,
                "Exchanges that ended, by class of status",
                List.of("node", "status"),
                () -> PerNode.each(totals, (id, one) -> {
                    List<Sample> samples = new ArrayList<>();
                    for (int i = 0; i < Math.min(CLASSES.size(), one.statuses().size()); i++) {
                        samples.add(Family.count(
                                List.of(id, CLASSES.get(i)), one.statuses().get(i)));
                    }
                    return samples.stream();
                }));
        total("failures", "Exchanges that did not end well, through no client's fault", NodeTotals::failed);
        total("received_bytes", "Bytes from clients, heads and bodies", NodeTotals::bytesIn);
        total("sent_bytes", "Bytes to clients, heads and bodies", NodeTotals::bytesOut);
        total("attempts", "Requests sent to servers, or tried to", NodeTotals::attempts);
        total("retries", "Attempts that were not an exchange's first", NodeTotals::retries);
        total(
                "log_lines_lost",
                "Lines of logs, spans of traces and events of the journal that were dropped",
                NodeTotals::linesLost);
        all.add(
                "request_duration_seconds",
                Family.Type.HISTOGRAM,
                "From first byte in to last byte out, tunnels left out",
                PerNode.NODE,
                () -> PerNode.each(totals, (id, one) -> Stream.of(Family.distribution(List.of(id), one.durations()))));
    }

    private void rates() {
        rates("", PerNode.NODE, report -> Map.of(List.of(), report.traffic()));
        rates("pool_", POOL, report -> {
            Map<List<String>, Rates> found = new TreeMap<>(ClusterFamilies::order);
            report.pools().forEach((name, rates) -> found.put(List.of(name), rates));
            return found;
        });
        rates("server_", SERVER, report -> {
            Map<List<String>, Rates> found = new TreeMap<>(ClusterFamilies::order);
            report.servers().forEach((key, rates) -> found.put(List.of(key.pool(), key.server()), rates));
            return found;
        });
        all.gauge(
                "errors_per_second",
                "Answers of 500 and above, of the last ten seconds",
                reports,
                NodeReport::errorsPerSecond);
    }

    private void rates(String of, List<String> labels, Function<NodeReport, Map<List<String>, Rates>> rates) {
        rate(of + "requests_per_second", "Exchanges, of the last ten seconds", labels, rates, Rates::perSecond);
        rate(
                of + "failures_per_second",
                "Exchanges that did not end well, of the last ten seconds",
                labels,
                rates,
                Rates::failedPerSecond);
        rate(of + "requests_in_flight", "Exchanges under way", labels, rates, Rates::inFlight);
    }

    private void rate(
            String name,
            String help,
            List<String> labels,
            Function<NodeReport, Map<List<String>, Rates>> rates,
            ToDoubleFunction<Rates> value) {
        all.add(
                name,
                Family.Type.GAUGE,
                help,
                labels,
                () -> PerNode.each(
                        reports,
                        (id, report) -> rates.apply(report).entrySet().stream()
                                .map(one -> Family.amount(
                                        PerNode.with(id, one.getKey()), value.applyAsDouble(one.getValue())))));
    }

    private void machines() {
        long now = seen.epochMillis;
        all.gauge(
                "report_age_seconds",
                "Since the node told of itself, by both clocks",
                reports,
                report -> Math.max(0, now - report.epochMillis()) / 1e3);
        machine("cpu_ratio", "Share of the processors that the process used, 0 to 1", Machine::cpu);
        machine("heap_used_bytes", "Heap in use", Machine::heapUsed);
        machine("heap_max_bytes", "Heap that the node may use", Machine::heapMax);
        machine("body_used_bytes", "Memory of bodies on their way", Machine::bodyUsed);
        machine("body_max_bytes", "Memory that bodies may use", Machine::bodyMax);
        machine(
                "loop_lag_seconds",
                "Longest that an event loop was late during the last second",
                one -> one.loopLagNanos() / (double) TimeUnit.SECONDS.toNanos(1));
        machine("headroom_ratio", "What is left of whatever is scarcest, 0 to 1", Machine::headroom);
        Capacity capacity = new Capacity(seen.history, reports.keySet());
        all.add(
                "capacity_requests_per_second",
                Family.Type.GAUGE,
                "What the node could take, once learned",
                PerNode.NODE,
                () -> PerNode.each(reports, (id, report) -> {
                    Double one = capacity.of(id);
                    return one == null ? Stream.empty() : Stream.of(Family.amount(List.of(id), one));
                }));
    }

    private void servers() {
        all.add(
                "server_up",
                Family.Type.GAUGE,
                "1: checks and traffic of this node find the server well; 0: not",
                SERVER,
                () -> seen.pools.stream()
                        .flatMap(pool -> pool.servers().stream())
                        .flatMap(server -> new TreeMap<>(server.found())
                                .entrySet().stream()
                                        .map(one -> Family.count(
                                                List.of(
                                                        one.getKey(),
                                                        server.key().pool(),
                                                        server.key().server()),
                                                one.getValue().serving() ? 1 : 0))));
    }

    private void certificates() {
        all.add(
                "certificate_expiry_seconds",
                Family.Type.GAUGE,
                "When a certificate in use ends, in seconds since 1970",
                List.of("node", "use", "where", "file", "fingerprint"),
                () -> CertificatesJson.used(seen.cluster).stream()
                        .map(used -> Family.count(
                                List.of(
                                        used.node(),
                                        used.certificate().use(),
                                        used.certificate().where(),
                                        used.certificate().file(),
                                        used.certificate().fingerprint()),
                                TimeUnit.MILLISECONDS.toSeconds(
                                        used.certificate().until())))
                        .distinct());
    }

    private void addresses() {
        all.add(
                "virtual_ip_held",
                Family.Type.GAUGE,
                "1: the node holds the address",
                List.of("node", "address"),
                () -> seen.holders.entrySet().stream()
                        .filter(one -> !one.getValue().isEmpty())
                        .map(one -> Family.count(List.of(one.getValue(), one.getKey()), 1)));
    }

    private void total(String name, String help, ToLongFunction<NodeTotals> value) {
        all.counter(name, help, totals, value);
    }

    private void machine(String name, String help, ToDoubleFunction<Machine> value) {
        all.gauge(name, help, reports, report -> value.applyAsDouble(report.machine()));
    }

    private static int order(List<String> one, List<String> other) {
        return String.join("\0", one).compareTo(String.join("\0", other));
    }
}
