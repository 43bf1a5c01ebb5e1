package dev.skein.admin;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Report;
import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Rates;
import dev.skein.control.NodeTotals;
import dev.skein.control.ProbeNote;
import dev.skein.control.ServerChecks;
import dev.skein.control.ServerChecks.Check;
import dev.skein.control.ServerTimes;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.HistogramReading;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the nodes told last, and all of it together: of the cluster, not of the node that is asked. */
final class Sums {
    static final Rates NOTHING = new Rates(0, 0, 0);

    private final Map<String, NodeReport> nodes;
    private final Map<String, Rates> pools = new HashMap<>();
    private final Map<ServerKey, Rates> servers = new HashMap<>();
    private final Map<ServerKey, HistogramReading> times = new HashMap<>();
    private final Map<ServerKey, Checked> checks = new HashMap<>();

    /** The last check of a server, and the node that made it. */
    record Checked(String node, Check check) {
        private Checked later(Checked other) {
            return other.check.epochMillis() > check.epochMillis() ? other : this;
        }
    }

    private Sums(Cluster cluster) {
        nodes = nodes(cluster);
        for (NodeReport report : nodes.values()) {
            report.pools().forEach((name, rates) -> pools.merge(name, rates, Rates::plus));
            report.servers().forEach((key, rates) -> servers.merge(key, rates, Rates::plus));
        }
        cluster.reports().latest(ServerTimes.KIND).values().forEach(this::add);
        cluster.reports().others(ServerChecks.KIND).values().forEach(this::addChecks);
    }

    static Sums of(Cluster cluster) {
        return new Sums(cluster);
    }

    private void add(Report report) {
        try {
            ServerTimes.decode(report.value())
                    .byServer()
                    .forEach((key, durations) -> times.merge(key, durations, HistogramReading::plus));
        } catch (MalformedException e) {
            // Of a version that this one can't read: the others' times are better than none.
            return;
        }
    }

    private void addChecks(Report report) {
        try {
            ServerChecks.decode(report.value())
                    .byServer()
                    .forEach((key, check) -> checks.merge(key, new Checked(report.author(), check), Checked::later));
        } catch (MalformedException e) {
            // As above.
            return;
        }
    }

    /** The last check of a server that any node made: of the asked one its latest, of the others what they told last. */
    @Nullable
    Checked check(ServerKey key, @Nullable ProbeNote own, String self) {
        Checked other = checks.get(key);
        if (own == null) {
            return other;
        }
        Checked mine = new Checked(self, Check.of(own));
        return other == null ? mine : mine.later(other);
    }

    /** What the nodes reported last, by id. */
    static Map<String, NodeReport> nodes(Cluster cluster) {
        return decoded(cluster.reports().latest(NodeReport.KIND), NodeReport::decode);
    }

    /** What the nodes have counted since their starts, by id. */
    static Map<String, NodeTotals> totals(Cluster cluster) {
        return decoded(cluster.reports().latest(NodeTotals.KIND), NodeTotals::decode);
    }

    /** What a report says. */
    interface Decoding<T> {
        T decode(byte[] value) throws MalformedException;
    }

    /** Reports by node, sorted. */
    static <T> SortedMap<String, T> decoded(Map<String, Report> reports, Decoding<T> decoding) {
        SortedMap<String, T> found = new TreeMap<>();
        reports.forEach((id, report) -> {
            try {
                found.put(id, decoding.decode(report.value()));
            } catch (MalformedException e) {
                // Of a version that this one can't read: as if it said nothing.
            }
        });
        return found;
    }

    Map<String, NodeReport> nodes() {
        return nodes;
    }

    Rates pool(String name) {
        return pools.getOrDefault(name, NOTHING);
    }

    Rates server(ServerKey key) {
        return servers.getOrDefault(key, NOTHING);
    }

    HistogramReading times(ServerKey key) {
        return times.getOrDefault(key, HistogramReading.EMPTY);
    }

    Rates traffic() {
        return nodes.values().stream().map(NodeReport::traffic).reduce(NOTHING, Rates::plus);
    }

    HistogramReading durations() {
        return nodes.values().stream()
                .map(NodeReport::durations)
                .reduce(HistogramReading.EMPTY, HistogramReading::plus);
    }

    /** What each node finds of a server, and sends there. */
    JsonArray nodes(ServerKey key, Map<String, Health> found) {
        TreeSet<String> ids = new TreeSet<>(nodes.keySet());
        ids.addAll(found.keySet());
        JsonArray all = new JsonArray();
        for (String id : ids) {
            NodeReport report = nodes.get(id);
            Rates rates = report == null ? null : report.servers().getOrDefault(key, NOTHING);
            Health health = found.get(id);
            all.add((rates == null ? new JsonObject() : rates(rates))
                    .put("id", id)
                    .put("found", health == null ? null : Texts.word(health)));
        }
        return all;
    }

    static JsonObject rates(Rates rates) {
        return new JsonObject()
                .put("requestsPerSecond", rounded(rates.perSecond()))
                .put("failedPerSecond", rounded(rates.failedPerSecond()))
                .put("inFlight", rates.inFlight());
    }

    static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
