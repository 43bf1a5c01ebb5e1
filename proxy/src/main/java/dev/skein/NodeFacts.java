package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.cli.RunOptions;
import dev.skein.config.NodeSettings;
import dev.skein.model.Ticker;
import io.netty.handler.ssl.OpenSsl;

/** What the admin API tells of this process. */
final class NodeFacts {
    private NodeFacts() {}

    static NodeView.Facts of(Engine engine, NodeSettings node, RunOptions options) {
        Ticker ticker = engine.ticker();
        long startedNanos = Startup.processStartNanos(ticker);
        long ageMillis = (ticker.nanos() - startedNanos) / 1_000_000;
        boolean nativeTls = node.tlsProvider() != NodeSettings.TlsProvider.JDK && OpenSsl.isAvailable();
        return new NodeView.Facts(
                version(),
                ticker.epochMillis() - ageMillis,
                startedNanos,
                engine.loops().transport().name(),
                "lean",
                nativeTls ? "boringssl" : "jdk",
                engine.loops().count(),
                options.config().toString());
    }

    /** Known to the jar only. */
    private static String version() {
        String version = NodeFacts.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }
}
