package dev.skein.admin;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Report;
import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.telemetry.HistogramReading;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all nodes reported of themselves, and all of it together. */
final class ClusterJson {
    private ClusterJson() {}

    static JsonObject of(Cluster cluster) {
        Map<String, Rates> pools = new TreeMap<>();
        Map<String, Rates> servers = new TreeMap<>();
        HistogramReading durations = HistogramReading.EMPTY;
        Rates traffic = new Rates(0, 0, 0);
        JsonArray nodes = new JsonArray();
        for (Map.Entry<String, NodeReport> entry : reports(cluster).entrySet()) {
            NodeReport report = entry.getValue();
            nodes.add(node(report).put("id", entry.getKey()));
            durations = durations.plus(report.durations());
            traffic = traffic.plus(report.traffic());
            report.pools().forEach((name, rates) -> pools.merge(name, rates, Rates::plus));
            report.servers().forEach((key, rates) -> servers.merge(key.toString(), rates, Rates::plus));
        }
        JsonObject all = rates(traffic).put("latencyMs", Figures.latency(durations));
        return new JsonObject()
                .put("traffic", all)
                .put("pools", named(pools))
                .put("servers", named(servers))
                .put("nodes", nodes);
    }

    /** What the nodes reported last, by id. */
    private static Map<String, NodeReport> reports(Cluster cluster) {
        Map<String, NodeReport> found = new TreeMap<>();
        cluster.reports().latest(NodeReport.KIND).forEach((id, report) -> {
            NodeReport read = read(report);
            if (read != null) {
                found.put(id, read);
            }
        });
        return found;
    }

    /** Null: of a version that this one can't read. */
    private static @Nullable NodeReport read(Report report) {
        try {
            return NodeReport.decode(report.value());
        } catch (MalformedException e) {
            return null;
        }
    }

    private static JsonObject node(NodeReport report) {
        Machine machine = report.machine();
        return rates(report.traffic())
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
        all.forEach((name, rates) -> list.add(rates(rates).put("name", name)));
        return list;
    }

    private static JsonObject rates(Rates rates) {
        return new JsonObject()
                .put("requestsPerSecond", rounded(rates.perSecond()))
                .put("failedPerSecond", rounded(rates.failedPerSecond()))
                .put("inFlight", rates.inFlight());
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
