package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.cli.RunOptions;
import dev.skein.model.Ticker;
import java.util.function.Supplier;

/** What the admin API tells of this process. */
final class NodeFacts {
    private NodeFacts() {}

    /** The node for its admin listener. */
    static NodeView view(Running node, RunOptions options, ClusterPart cluster, Supplier<NodeView.Present> present) {
        Engine engine = node.engine();
        return new NodeView(
                engine.ticker(),
                node.control(),
                engine.snapshots(),
                engine.metrics(),
                engine.journal(),
                node.observation().archive(),
                node.observation().catalogue(),
                node.observation().history(),
                of(engine, options),
                cluster.cluster(),
                cluster::quorum,
                cluster::configurations,
                () -> {
                    Undertakings now = node.undertakings();
                    return now == null ? null : now.rolling();
                },
                () -> {
                    Undertakings now = node.undertakings();
                    return now == null ? null : now.drilling();
                },
                node.observation().taps(),
                cluster.orders(),
                node.certificates::hasten,
                node.configuration::effective,
                cluster.cookieSecrets(present.get().settings()),
                present);
    }

    private static NodeView.Facts of(Engine engine, RunOptions options) {
        Ticker ticker = engine.ticker();
        long startedNanos = Startup.processStartNanos(ticker);
        long ageMillis = (ticker.nanos() - startedNanos) / 1_000_000;
        return new NodeView.Facts(
                version(),
                ticker.epochMillis() - ageMillis,
                startedNanos,
                engine.loops().transport().name(),
                "lean",
                engine.premises().provider().get().name(),
                engine.loops().count(),
                options.config().toString());
    }

    /** Known to the jar only. */
    static String version() {
        String version = NodeFacts.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }
}
