package dev.skein.admin;

import dev.skein.cluster.Member;
import dev.skein.control.NodeReport;
import dev.skein.control.PoolReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The whole cluster at a glance, from what its nodes told last. */
final class OverviewJson {
    private final NodeView node;
    private final List<PoolReport> pools;
    private final Sums sums;
    private final Capacity capacity;
    private final List<String> live = new ArrayList<>();
    private final JsonArray virtualIps;

    private OverviewJson(NodeView node, List<PoolReport> pools, Sums sums) {
        this.node = node;
        this.pools = pools;
        this.sums = sums;
        this.capacity = new Capacity(node.history().steps(), sums.nodes().keySet());
        this.virtualIps = new VirtualIps(node).array();
        for (Member member : node.cluster().membership().all()) {
            if (member.role() == Member.Role.PROXY && here(member)) {
                live.add(member.id());
            }
        }
    }

    static JsonObject of(NodeView node, List<PoolReport> pools, Sums sums) {
        return new OverviewJson(node, pools, sums).json();
    }

    private boolean here(Member member) {
        return member.state() == Member.State.PRESENT
                || member.id().equals(node.cluster().membership().self().id());
    }

    private JsonObject json() {
        Trouble.Found trouble = Trouble.find(node, node.present().get(), pools);
        JsonObject nodes = NodesJson.of(node);
        return new JsonObject()
                .put("scope", "cluster")
                .put("cluster", nodes.getString("cluster"))
                .put(
                        "state",
                        !trouble.hurts().isEmpty() ? "down" : trouble.limps().isEmpty() ? "up" : "degraded")
                .put("sentence", sentence(nodes.getJsonArray("nodes")))
                .put("traffic", traffic())
                .put("capacity", capacity())
                .put("nodes", nodes(nodes.getJsonArray("nodes")))
                .put("unreached", nodes.getJsonArray("unreached"))
                .put("virtualIps", virtualIps)
                .put("quorum", quorum())
                .put("roll", RollJson.open(node))
                .put("drill", DrillJson.open(node))
                .put("trouble", trouble(trouble));
    }

    private String sentence(JsonArray nodes) {
        long up =
                pools.stream().filter(pool -> PoolJson.state(pool).equals("up")).count();
        long servers = pools.stream().mapToLong(pool -> pool.servers().size()).sum();
        long serving = pools.stream().mapToLong(PoolJson::serving).sum();
        String text =
                (nodes.size() == 1 ? "A single node" : live.size() + " of " + Texts.count(proxies(), "node") + " up")
                        + "; " + up + " of " + Texts.count(pools.size(), "pool") + " whole, " + serving + " of "
                        + Texts.count(servers, "server") + " serving";
        for (Object one : virtualIps) {
            JsonObject address = (JsonObject) one;
            String holder = address.getString("holder");
            text += "; " + address.getString("address") + (holder == null ? " held by nobody" : " on " + holder);
        }
        return text + ".";
    }

    private long proxies() {
        return node.cluster().membership().all().stream()
                .filter(member -> member.role() == Member.Role.PROXY)
                .count();
    }

    private JsonObject traffic() {
        return Sums.rates(sums.traffic()).put("latencyMs", Figures.latency(sums.durations()));
    }

    private JsonObject capacity() {
        double rate = sums.traffic().perSecond();
        JsonArray ifLost = new JsonArray();
        for (String lost : live.size() > 1 ? live : List.<String>of()) {
            List<String> left = live.stream().filter(id -> !id.equals(lost)).toList();
            ifLost.add(new JsonObject().put("node", lost).put("used", share(capacity.share(rate, left))));
        }
        return new JsonObject()
                .put("requestsPerSecond", whole(capacity.of(live)))
                .put("used", share(capacity.share(rate, live)))
                .put("ifLost", ifLost);
    }

    private static @Nullable Double share(@Nullable Double value) {
        return value == null ? null : (Double) (Math.round(value * 1000) / 1000.0);
    }

    private static @Nullable Long whole(@Nullable Double value) {
        return value == null ? null : (Long) Math.round(value);
    }

    private JsonArray nodes(JsonArray nodes) {
        for (Object one : nodes) {
            JsonObject json = (JsonObject) one;
            String id = json.getString("id");
            NodeReport report = sums.nodes().get(id);
            JsonArray held = new JsonArray();
            for (Object address : virtualIps) {
                if (Objects.equals(((JsonObject) address).getString("holder"), id)) {
                    held.add(((JsonObject) address).getString("address"));
                }
            }
            json.put("holds", held)
                    .put("page", report == null ? null : Texts.orNull(report.page()))
                    .put("capacity", whole(capacity.of(id)))
                    .put("report", report == null ? null : ClusterJson.node(report));
        }
        return nodes;
    }

    private @Nullable JsonObject quorum() {
        Quorum quorum = node.quorum().get();
        return quorum == null
                ? null
                : new JsonObject().put("heard", quorum.heard()).put("text", quorum.text());
    }

    private static JsonArray trouble(Trouble.Found found) {
        JsonArray all = new JsonArray();
        add(all, "error", found.hurts());
        add(all, "warning", found.limps());
        add(all, "info", found.wished());
        return all;
    }

    private static void add(JsonArray to, String level, List<String> texts) {
        texts.forEach(text -> to.add(new JsonObject().put("level", level).put("text", text)));
    }
}
