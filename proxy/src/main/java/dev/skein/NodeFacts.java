package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.cli.RunOptions;
import dev.skein.config.NodeSettings;
import dev.skein.model.Ticker;

/** What the admin API tells of this process. */
final class NodeFacts {
    private NodeFacts() {}

    static NodeView.Facts of(Engine engine, NodeSettings node, RunOptions options) {
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
