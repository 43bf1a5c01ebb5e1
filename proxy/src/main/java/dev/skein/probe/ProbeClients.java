package dev.skein.probe;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of checks. Confined to the prober's event loop.
 *
 * <p>An HTTP client knows one protocol, one connect timeout and one way of SNI, so there is one for each of the few combinations in use;
 * without a timeout of its own a connection to a black hole would outlive its check by a minute.
 */
final class ProbeClients {
    private record Kind(HttpVersion version, int timeoutMillis, boolean sni) {}

    private final Vertx vertx;
    private final NetClient tcp;
    private final Map<Kind, HttpClientAgent> http = new HashMap<>();

    ProbeClients(Vertx vertx) {
        this.vertx = vertx;
        this.tcp = vertx.createNetClient(new NetClientOptions());
    }

    Future<NetSocket> tcp(ProbeTarget target) {
        ProbeTls tls = target.tls();
        ConnectOptions options = new ConnectOptions()
                .setRemoteAddress(SocketAddress.inetSocketAddress(target.port(), target.host()))
                .setTimeout(timeoutMillis(target))
                .setSsl(tls != null);
        if (tls != null) {
            String name = name(target, tls);
            options.setHost(name).setPort(target.port()).setSslOptions(options(target, tls));
            if (!isAddress(name)) {
                options.setSniServerName(name);
            }
        }
        return tcp.connect(options);
    }

    Future<HttpClientConnection> http(ProbeTarget target, HttpVersion version) {
        ProbeTls tls = target.tls();
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(target.port(), target.host()))
                .setHost(target.host())
                .setPort(target.port())
                .setProtocolVersion(version)
                .setSsl(tls != null);
        boolean sni = false;
        if (tls != null) {
            String name = name(target, tls);
            options.setHost(name).setSslOptions(options(target, tls));
            sni = !isAddress(name);
        }
        return http.computeIfAbsent(new Kind(version, timeoutMillis(target), sni), this::client)
                .connect(options);
    }

    Future<Void> close() {
        List<Future<Void>> all = new ArrayList<>(List.of(tcp.close()));
        http.values().forEach(client -> all.add(client.close()));
        return Future.join(all).mapEmpty();
    }

    private HttpClientAgent client(Kind kind) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(kind.version())
                .setConnectTimeout(kind.timeoutMillis())
                .setForceSni(kind.sni())
                .setHttp2ClearTextUpgrade(false)
                .setMaxHeaderSize(64 * 1024)
                .setKeepAlive(false));
    }

    private static ClientSSLOptions options(ProbeTarget target, ProbeTls tls) {
        ClientSSLOptions options = new ClientSSLOptions()
                .setTrustAll(!tls.verify())
                .setHostnameVerificationAlgorithm(tls.verify() ? "HTTPS" : "")
                .setSslHandshakeTimeout(timeoutMillis(target))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (tls.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()));
        }
        if (tls.cert() != null && tls.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(tls.cert().toString())
                    .addKeyPath(tls.key().toString()));
        }
        return options;
    }

    private static String name(ProbeTarget target, ProbeTls tls) {
        @Nullable String name = tls.serverName();
        return name != null ? name : target.host();
    }

    /** SNI carries no addresses (RFC 6066, section 3). */
    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    private static int timeoutMillis(ProbeTarget target) {
        long millis = target.policy().pace().timeout().toMillis();
        return Math.clamp(millis, 1, Integer.MAX_VALUE);
    }
}
