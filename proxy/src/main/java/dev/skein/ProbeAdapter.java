package dev.skein;

import dev.skein.config.HealthSettings;
import dev.skein.config.PoolSettings.UpstreamTls;
import dev.skein.control.Change;
import dev.skein.control.Control;
import dev.skein.control.ProbeNote;
import dev.skein.control.Probing;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import dev.skein.probe.ProbeResult;
import dev.skein.probe.ProbeSpec;
import dev.skein.probe.ProbeTarget;
import dev.skein.probe.ProbeTls;
import dev.skein.probe.Prober;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Control's port to active checks, over the {@link Prober}. */
final class ProbeAdapter implements Probing, AutoCloseable {
    private static final int CONCURRENCY = 64;

    private final Prober prober;
    private volatile @Nullable Control control;

    ProbeAdapter(Vertx vertx, Ticker ticker) {
        this.prober = new Prober(vertx, ticker, RandomGenerator.getDefault(), CONCURRENCY, this::result);
    }

    void reportTo(Control to) {
        control = to;
    }

    private void result(ServerKey key, ProbeResult result) {
        Control to = control;
        if (to != null) {
            ProbeNote note = new ProbeNote(
                    result.verdict() != ProbeResult.Verdict.FAILED,
                    result.reason(),
                    result.latencyNanos(),
                    result.status(),
                    result.body(),
                    result.at().epochMillis());
            to.submit(new Change.Probed(key, result.event(), note));
        }
    }

    @Override
    public void replace(Collection<Target> targets) {
        prober.replace(targets.stream().map(ProbeAdapter::target).toList());
    }

    @Override
    public void probeNow(ServerKey server) {
        prober.probeNow(server);
    }

    private static ProbeTarget target(Target target) {
        HealthSettings check = target.check();
        int port = check.port() == 0 ? target.serves().getPort() : check.port();
        boolean tls =
                target.tls() && check.type() != HealthSettings.Type.TCP || check.type() == HealthSettings.Type.HTTPS;
        return new ProbeTarget(
                target.key(),
                target.serves().getAddress().getHostAddress(),
                port,
                tls ? tls(target) : null,
                spec(check, target),
                target.policy());
    }

    private static ProbeTls tls(Target target) {
        UpstreamTls settings = target.tlsSettings();
        return new ProbeTls(
                settings.verify(),
                settings.ca(),
                settings.serverName() == null ? target.host() : settings.serverName(),
                settings.cert(),
                settings.key());
    }

    private static ProbeSpec spec(HealthSettings check, Target target) {
        String host = check.host() == null ? authority(target) : check.host();
        return switch (check.type()) {
            case OFF, TCP -> new ProbeSpec.Tcp();
            case GRPC -> new ProbeSpec.Grpc(check.grpcService(), host);
            case HTTP, HTTPS ->
                new ProbeSpec.Http(
                        false, check.method(), check.path(), host, fields(check), expect(check), leave(check));
        };
    }

    /** The server as the file names it: behind a name several addresses answer for the same host. */
    private static String authority(Target target) {
        String host = target.host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                + target.serves().getPort();
    }

    private static List<ProbeSpec.Field> fields(HealthSettings check) {
        return check.headers().stream()
                .map(header -> new ProbeSpec.Field(header.name(), header.value()))
                .toList();
    }

    private static ProbeSpec.Expect expect(HealthSettings check) {
        HealthSettings.Expect expect = check.expect();
        var statuses = expect.status().stream()
                .map(range -> new ProbeSpec.Statuses(range.first(), range.last()))
                .toList();
        ProbeSpec.Body body = expect.body() != null
                ? new ProbeSpec.Body.Contains(expect.body())
                : expect.bodyRegex() != null ? new ProbeSpec.Body.Matches(expect.bodyRegex()) : null;
        return new ProbeSpec.Expect(statuses, body);
    }

    private static ProbeSpec.Leave leave(HealthSettings check) {
        return new ProbeSpec.Leave(check.leaveOn404(), check.leaveHeader());
    }

    @Override
    public void close() {
        prober.close();
    }
}
