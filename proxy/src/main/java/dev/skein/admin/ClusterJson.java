package dev.skein.admin;

import dev.skein.cluster.Cluster;
import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.telemetry.HistogramReading;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** What all nodes reported of themselves, and all of it together. */
final class ClusterJson {
    private ClusterJson() {}

    static JsonObject of(Cluster cluster) {
        Map<String, Rates> pools = new TreeMap<>();
        Map<String, Rates> servers = new TreeMap<>();
        HistogramReading durations = HistogramReading.EMPTY;
        Rates traffic = new Rates(0, 0, 0);
        JsonArray nodes = new JsonArray();
        for (Map.Entry<String, NodeReport> entry : Sums.nodes(cluster).entrySet()) {
            NodeReport report = entry.getValue();
            nodes.add(node(report).put("id", entry.getKey()));
            durations = durations.plus(report.durations());
            traffic = traffic.plus(report.traffic());
            report.pools().forEach((name, rates) -> pools.merge(name, rates, Rates::plus));
            report.servers().forEach((key, rates) -> servers.merge(key.toString(), rates, Rates::plus));
        }
        JsonObject all = Sums.rates(traffic).put("latencyMs", Figures.latency(durations));
        return new JsonObject()
                .put("scope", "cluster")
                .put("traffic", all)
                .put("pools", named(pools))
                .put("servers", named(servers))
                .put("nodes", nodes);
    }

    static JsonObject node(NodeReport report) {
        Machine machine = report.machine();
        return Sums.rates(report.traffic())
                .put("at", Texts.time(report.epochMillis()))
                .put("latencyMs", Figures.latency(report.durations()))
                .put("cpu", machine.cpu())
                .put("heapUsedBytes", machine.heapUsed())
                .put("heapMaxBytes", machine.heapMax())
                .put("bodyUsedBytes", machine.bodyUsed())
                .put("bodyMaxBytes", machine.bodyMax())
                .put("loopLagMs", Figures.millis(machine.loopLagNanos()))
                .put("headroom", Math.round(machine.headroom() * 1000) / 1000.0);
    }

    private static JsonArray named(Map<String, Rates> all) {
        JsonArray list = new JsonArray();
        all.forEach((name, rates) -> list.add(Sums.rates(rates).put("name", name)));
        return list;
    }
}
