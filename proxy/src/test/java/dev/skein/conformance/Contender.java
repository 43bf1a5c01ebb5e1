package dev.skein.conformance;

import dev.skein.NodeUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A proxy in front of one server, with its defaults but for time-outs that a test can wait for. */
record Contender(String name, String version, int port, int http2Port, Runnable end) implements AutoCloseable {

    static Contender skein(Path directory, int server) {
        NodeUnderTest node = NodeUnderTest.start(directory, """
            skein.node.event-loops = 1
            skein.listeners.http.bind = "127.0.0.1:0"
            skein.listeners.http2 { bind = "127.0.0.1:0", http2.clear-text = true }
            skein.routes = [ { name = all, match { path-prefix = / }, pool = p }, { name = any, priority = -1, pool = p } ]
            skein.pools.p { servers = [ "127.0.0.1:%d" ], health { type = off }, passive { consecutive-failures = 0 }
              retry { attempts = 1 } }
            """.formatted(server));
        return new Contender("Skein", "", node.port("http"), node.port("http2"), node::close);
    }

    static Contender nginx(Path directory, int server) throws IOException, InterruptedException {
        int port = freePort();
        int http2 = freePort();
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, """
            daemon off; master_process off; pid %1$s/nginx.pid; error_log %1$s/nginx.err crit;
            events { worker_connections 256; }
            http {
              access_log off; client_header_timeout 1s; client_body_timeout 1s;
              client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
              uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
              upstream one { server 127.0.0.1:%2$d; keepalive 8; }
              server {
                listen 127.0.0.1:%3$d;
                listen 127.0.0.1:%4$d http2;
                location / {
                  proxy_pass http://one; proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_set_header Host $host; proxy_read_timeout 2s;
                  proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-Host $host;
                }
              }
            }
            """.formatted(directory, server, port, http2));
        return started(
                "nginx",
                version("nginx", "-v"),
                port,
                http2,
                "nginx",
                "-c",
                file.toString(),
                "-p",
                directory.toString());
    }

    static Contender haproxy(Path directory, int server) throws IOException, InterruptedException {
        int port = freePort();
        int http2 = freePort();
        Path file = directory.resolve("haproxy.cfg");
        Files.writeString(file, """
            global
              nbthread 1
            defaults
              mode http
              timeout connect 2s
              timeout client 2s
              timeout server 2s
              timeout http-request 1s
              timeout http-keep-alive 2s
            frontend all
              bind 127.0.0.1:%d
              bind 127.0.0.1:%d proto h2
              option forwardfor
              http-request set-header X-Forwarded-Proto http
              http-request set-header X-Forwarded-Host %%[req.hdr(host)]
              default_backend servers
            backend servers
              http-reuse safe
              server one 127.0.0.1:%d
            """.formatted(port, http2, server));
        return started("HAProxy", version("haproxy", "-v"), port, http2, "haproxy", "-db", "-f", file.toString());
    }

    private static Contender started(String name, String version, int port, int http2, String... command)
            throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
        return new Contender(
                name,
                version,
                port,
                http2,
                () -> process.destroyForcibly().onExit().join());
    }

    /** The first number with dots that it says of itself. */
    private static String version(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return List.of(said.split("[^0-9.]+")).stream()
                .filter(word -> word.matches("\\d+(\\.\\d+)+"))
                .findFirst()
                .orElse("?");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
