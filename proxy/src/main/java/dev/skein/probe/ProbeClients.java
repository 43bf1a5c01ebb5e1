package dev.skein.probe;

import dev.skein.http.ProxyProtocolHeader;
import dev.skein.model.PinnedTrust;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
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
        if (target.announced() != null && tls != null) {
            return plain(target)
                    .compose(socket -> encrypt(socket, target, tls).map(socket).onFailure(failed -> socket.close()));
        }
        if (target.announced() != null) {
            return plain(target);
        }
        ConnectOptions options = options(target).setSsl(tls != null);
        if (tls != null) {
            String name = name(target, tls);
            options.setSslOptions(options(target, tls));
            if (!isAddress(name)) {
                options.setSniServerName(name);
            }
        }
        return tcp.connect(options);
    }

    /** In clear text, whatever TLS the target has: that may follow by {@link #encrypt}. */
    Future<NetSocket> plain(ProbeTarget target) {
        return tcp.connect(options(target)).onSuccess(socket -> announce(socket, target.announced()));
    }

    private static void announce(NetSocket socket, @Nullable ProxyProtocolHeader header) {
        if (header != null) {
            ByteBuf out = Unpooled.buffer(ProxyProtocolHeader.LONGEST);
            header.writeOwn(out);
            socket.write(Buffer.buffer(ByteBufUtil.getBytes(out)));
        }
    }

    /** From here on a connection in clear text speaks the target's TLS. */
    static Future<Void> encrypt(NetSocket socket, ProbeTarget target, ProbeTls tls) {
        String name = name(target, tls);
        ClientSSLOptions options = options(target, tls);
        return isAddress(name) ? socket.upgradeToSsl(options) : socket.upgradeToSsl(options, name);
    }

    private static SocketAddress address(ProbeTarget target) {
        return target.unix()
                ? SocketAddress.domainSocketAddress(target.host())
                : SocketAddress.inetSocketAddress(target.port(), target.host());
    }

    private static ConnectOptions options(ProbeTarget target) {
        ProbeTls tls = target.tls();
        ConnectOptions options =
                new ConnectOptions().setRemoteAddress(address(target)).setTimeout(timeoutMillis(target));
        return tls == null ? options : options.setHost(name(target, tls)).setPort(target.port());
    }

    Future<HttpClientConnection> http(ProbeTarget target, HttpVersion version) {
        ProbeTls tls = target.tls();
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(address(target))
                .setHost(target.unix() ? "localhost" : target.host())
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
        if (!tls.pins().isEmpty()) {
            options.setTrustAll(false).setTrustOptions(pinned(tls));
        } else if (tls.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()));
        }
        if (tls.cert() != null && tls.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(tls.cert().toString())
                    .addKeyPath(tls.key().toString()));
        }
        return options;
    }

    private static TrustOptions pinned(ProbeTls tls) {
        try {
            return TrustOptions.wrap(PinnedTrust.of(tls.pins(), tls.verify(), tls.ca()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String name(ProbeTarget target, ProbeTls tls) {
        @Nullable String name = tls.serverName();
        return name != null ? name : target.unix() ? "localhost" : target.host();
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
