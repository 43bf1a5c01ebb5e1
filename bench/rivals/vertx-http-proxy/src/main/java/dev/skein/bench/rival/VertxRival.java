package dev.skein.bench.rival;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** {@code PORT HOST:PORT,… [LOG-FILE]}: vertx-http-proxy as its manual has it, on one event loop. */
public final class VertxRival {

    public static void main(String[] args) throws IOException {
        SocketAddress[] servers = servers(args[1]);
        BufferedWriter log = args.length < 3 || args[2].isEmpty()
                ? null
                : new BufferedWriter(Files.newBufferedWriter(Path.of(args[2])), 64 * 1024);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        var client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(600), new PoolOptions().setHttp1MaxSize(1024));
        int[] next = {0};
        HttpProxy proxy = HttpProxy.reverseProxy(client)
                .origin(OriginRequestProvider.selector(context -> Future.succeededFuture(servers[next[0]++ & 3])))
                .addInterceptor(forwarded())
                .addInterceptor(logged(log));
        vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(600))
                .requestHandler(proxy)
                .listen(Integer.parseInt(args[0]), "127.0.0.1")
                .onFailure(problem -> {
                    System.err.println(problem);
                    System.exit(1);
                });
    }

    private static SocketAddress[] servers(String list) {
        String[] words = list.split(",");
        SocketAddress[] servers = new SocketAddress[words.length];
        for (int i = 0; i < words.length; i++) {
            String[] parts = words[i].split(":");
            servers[i] = SocketAddress.inetSocketAddress(Integer.parseInt(parts[1]), parts[0]);
        }
        return servers;
    }

    private static ProxyInterceptor forwarded() {
        return new ProxyInterceptor() {
            @Override
            public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
                var request = context.request().proxiedRequest();
                context.request()
                        .putHeader("X-Forwarded-For", request.remoteAddress().hostAddress())
                        .putHeader("X-Forwarded-Proto", request.isSSL() ? "https" : "http")
                        .putHeader("X-Forwarded-Host", String.valueOf(request.authority()));
                return context.sendRequest();
            }
        };
    }

    private static ProxyInterceptor logged(BufferedWriter log) {
        return new ProxyInterceptor() {
            @Override
            public Future<Void> handleProxyResponse(ProxyContext context) {
                if (log != null) {
                    var request = context.request().proxiedRequest();
                    try {
                        log.write(request.remoteAddress().hostAddress() + " - - [" + Instant.now() + "] \""
                                + request.method() + ' ' + request.uri() + "\" "
                                + context.response().getStatusCode() + '\n');
                    } catch (IOException problem) {
                        return Future.failedFuture(problem);
                    }
                }
                return context.sendResponse();
            }
        };
    }
}
