package dev.skein.admin;

import dev.skein.control.PoolReport;
import dev.skein.revision.Configurations;
import dev.skein.revision.NodeState;
import dev.skein.telemetry.ListenerStats;
import io.netty.util.NetUtil;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The node as a whole. */
final class StatusJson {
    private StatusJson() {}

    static JsonObject of(NodeView node, List<PoolReport> pools, Caller caller) {
        NodeView.Present present = node.present().get();
        return new JsonObject()
                .put("scope", node.id())
                .put("node", identity(node, present))
                .put("you", SessionApi.json(caller))
                .put("transport", transport(node.facts()))
                .put("configuration", configuration(node, present))
                .put("listeners", listeners(node, present))
                .put("traffic", traffic(node))
                .put("memory", memory(present.memory()))
                .put("virtualIps", new VirtualIps(node).array())
                .put("trouble", new JsonArray(Trouble.of(node, present, pools)));
    }

    private static JsonObject identity(NodeView node, NodeView.Present present) {
        NodeView.Facts facts = node.facts();
        return new JsonObject()
                .put("id", node.id())
                .put("zone", Texts.orNull(present.settings().node().zone()))
                .put("version", facts.version())
                .put("state", Texts.word(present.state()))
                .put("pid", ProcessHandle.current().pid())
                .put("java", System.getProperty("java.version"))
                .put("startedAt", Texts.time(facts.startedEpochMillis()))
                .put("uptimeMs", TimeUnit.NANOSECONDS.toMillis(node.ticker().nanos() - facts.startedNanos()));
    }

    private static JsonObject transport(NodeView.Facts facts) {
        return new JsonObject()
                .put("kind", facts.transport())
                .put("codec", facts.codec())
                .put("tls", facts.tls())
                .put("eventLoops", facts.eventLoops());
    }

    private static JsonObject configuration(NodeView node, NodeView.Present present) {
        return new JsonObject()
                .put("file", node.facts().file())
                .put("revision", node.snapshots().current().revision())
                .put("loadedAt", Texts.time(present.loadedEpochMillis()))
                .put("refused", refused(present.refused()))
                .put("cluster", ruled(node));
    }

    /** What a majority has committed; null where the node follows its file. */
    private static @Nullable JsonObject ruled(NodeView node) {
        Configurations door = node.configurations().get();
        if (door == null) {
            return null;
        }
        Configurations.View view = door.view().get();
        NodeState own = view.states().get(view.self());
        return new JsonObject()
                .put("revision", ConfigurationJson.revision(view.head().current()))
                .put("file", own == null ? null : Texts.word(own.standing()))
                .put("trouble", own == null ? null : Texts.orNull(own.trouble()))
                .put("text", ConfigurationJson.text(view));
    }

    private static @Nullable JsonObject refused(NodeView.@Nullable Refused refused) {
        return refused == null
                ? null
                : new JsonObject()
                        .put("at", Texts.time(refused.atEpochMillis()))
                        .put("problems", new JsonArray(refused.problems()));
    }

    private static JsonArray listeners(NodeView node, NodeView.Present present) {
        JsonArray listeners = new JsonArray();
        for (NodeView.Listener listener : present.listeners()) {
            ListenerStats stats = node.metrics().listener(listener.name());
            listeners.add(new JsonObject()
                    .put("name", listener.name())
                    .put("address", NetUtil.toSocketAddressString(listener.address()))
                    .put("protocol", listener.tcp() ? "tcp" : "http")
                    .put("tls", listener.tls())
                    .put("connections", stats.open())
                    .put("accepted", stats.accepted())
                    .put("refused", stats.refusals()));
        }
        return listeners;
    }

    private static JsonObject traffic(NodeView node) {
        var all = node.metrics().node();
        JsonObject traffic = Figures.traffic(
                new JsonObject(), all, node.metrics().window(node.ticker().nanos(), Figures.SPAN));
        return traffic.put("inFlight", node.metrics().inFlight())
                .put("bytesIn", all.volume().bytesIn())
                .put("bytesOut", all.volume().bytesOut());
    }

    private static JsonObject memory(NodeView.Memory memory) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new JsonObject()
                .put("heapUsedBytes", heap.getUsed())
                .put("heapMaxBytes", heap.getMax() < 0 ? null : heap.getMax())
                .put("directUsedBytes", memory.directUsed())
                .put("directMaxBytes", memory.directMax())
                .put("bodyUsedBytes", memory.bodyUsed())
                .put("bodyMaxBytes", memory.bodyMax());
    }
}
