package dev.skein;

import dev.skein.config.HealthSettings;
import dev.skein.config.PoolSettings.UpstreamTls;
import dev.skein.control.Change;
import dev.skein.control.Control;
import dev.skein.control.ProbeNote;
import dev.skein.control.Probing;
import dev.skein.http.ProxyProtocolHeader;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import dev.skein.probe.ProbeResult;
import dev.skein.probe.ProbeSpec;
import dev.skein.probe.ProbeTarget;
import dev.skein.probe.ProbeTls;
import dev.skein.probe.Prober;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Control's port to active checks, over the {@link Prober}. */
final class ProbeAdapter implements Probing, AutoCloseable {
    private static final int CONCURRENCY = 64;
    /** Who is asked for behind a unix socket. */
    private static final String LOCAL = "localhost";

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
        InetSocketAddress inet = target.serves() instanceof InetSocketAddress at ? at : null;
        int port = inet == null ? 0 : check.port() == 0 ? inet.getPort() : check.port();
        boolean tls = switch (check.type()) {
            case OFF, TCP -> false;
            case HTTPS -> true;
            case HTTP, GRPC -> target.tls();
            case REDIS, POSTGRESQL, MYSQL -> check.tls() == null ? target.tls() : check.tls();
        };
        return new ProbeTarget(
                target.key(),
                inet == null ? target.host() : inet.getAddress().getHostAddress(),
                port,
                check.port() == 0 ? announced(target) : null,
                tls ? tls(target) : null,
                spec(check, target),
                target.policy());
    }

    /** On a port of its own a check asks somebody else, who need not expect it. */
    private static @Nullable ProxyProtocolHeader announced(Target target) {
        return switch (target.announced()) {
            case OFF -> null;
            case V1 -> ProxyProtocolHeader.V1;
            case V2 -> ProxyProtocolHeader.V2;
        };
    }

    private static ProbeTls tls(Target target) {
        UpstreamTls settings = target.tlsSettings();
        return new ProbeTls(
                settings.verify(),
                settings.ca(),
                settings.serverName() != null
                        ? settings.serverName()
                        : target.serves() instanceof InetSocketAddress ? target.host() : LOCAL,
                settings.pins(),
                settings.cert(),
                settings.key());
    }

    private static ProbeSpec spec(HealthSettings check, Target target) {
        String host = check.host() == null ? authority(target) : check.host();
        return switch (check.type()) {
            case OFF, TCP -> new ProbeSpec.Tcp();
            case GRPC -> new ProbeSpec.Grpc(check.grpcService(), host);
            case REDIS -> role(ProbeSpec.Database.REDIS, check);
            case POSTGRESQL -> role(ProbeSpec.Database.POSTGRESQL, check);
            case MYSQL -> role(ProbeSpec.Database.MYSQL, check);
            case HTTP, HTTPS ->
                new ProbeSpec.Http(
                        false, check.method(), check.path(), host, fields(check), expect(check), leave(check));
        };
    }

    private static ProbeSpec role(ProbeSpec.Database database, HealthSettings check) {
        ProbeSpec.ServerRole wanted = switch (check.role()) {
            case ANY -> null;
            case PRIMARY -> ProbeSpec.ServerRole.PRIMARY;
            case REPLICA -> ProbeSpec.ServerRole.REPLICA;
        };
        HealthSettings.Login login = check.login();
        String password = login.password() == null ? null : login.password().value();
        return new ProbeSpec.Role(
                database, wanted, new ProbeSpec.Login(login.user(), password, login.passwordFile(), login.database()));
    }

    /** The server as the file names it: behind a name several addresses answer for the same host. */
    private static String authority(Target target) {
        if (!(target.serves() instanceof InetSocketAddress inet)) {
            return LOCAL;
        }
        String host = target.host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
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
