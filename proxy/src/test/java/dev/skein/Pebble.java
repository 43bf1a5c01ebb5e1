package dev.skein;

import dev.skein.model.PemCertificates;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Pebble, the small authority of Let's Encrypt's makers, and the name server that it asks where names lead. */
final class Pebble implements AutoCloseable {
    private final Path directory;
    private final int[] ports = ports(6);
    private final List<Process> processes = new ArrayList<>();
    private final X509Bundle own;
    private final HttpClient http;

    /** @param seconds that its certificates are valid */
    Pebble(Path directory, int seconds) throws Exception {
        this(directory, seconds, new JsonObject());
    }

    /** One that makes accounts only for who is known to it: external account binding (RFC 8555 §7.3.4). */
    static Pebble binding(Path directory, int seconds, String kid, String key) throws Exception {
        return new Pebble(
                directory,
                seconds,
                new JsonObject()
                        .put("externalAccountBindingRequired", true)
                        .put("externalAccountMACKeys", new JsonObject().put(kid, key)));
    }

    private Pebble(Path directory, int seconds, JsonObject more) throws Exception {
        this.directory = directory;
        X509Bundle root = dated(new CertificateBuilder().subject("CN=directory"))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        own = dated(new CertificateBuilder().subject("CN=localhost"))
                .addSanDnsName("localhost")
                .buildIssuedBy(root);
        Files.writeString(directory.resolve("pebble-ca.pem"), root.getCertificatePEM());
        Files.writeString(directory.resolve("pebble.pem"), own.getCertificatePathPEM());
        Files.writeString(directory.resolve("pebble.key"), own.getPrivateKeyPEM());
        http = HttpClient.newBuilder()
                .sslContext(PemCertificates.trusting(List.of(root.getCertificate())))
                .build();
        serve(seconds, more);
        Awaitility.await().ignoreExceptions().untilAsserted(() -> {
            get(ports[0], "/dir");
            name("localhost", "127.0.0.1");
        });
    }

    private void serve(int seconds, JsonObject more) throws IOException {
        JsonObject settings = new JsonObject()
                .put("listenAddress", "127.0.0.1:" + ports[0])
                .put("managementListenAddress", "127.0.0.1:" + ports[1])
                .put("certificate", directory.resolve("pebble.pem").toString())
                .put("privateKey", directory.resolve("pebble.key").toString())
                .put("httpPort", ports[2])
                .put("tlsPort", ports[3])
                .put("certificateValidityPeriod", seconds)
                .mergeIn(more);
        Path file = directory.resolve("pebble.json");
        Files.writeString(file, new JsonObject().put("pebble", settings).encode());
        String names = "127.0.0.1:" + ports[4];
        start(
                "names",
                "pebble-challtestsrv",
                "-defaultIPv6",
                "",
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-dns01",
                names,
                "-management",
                "127.0.0.1:" + ports[5]);
        start("pebble", "pebble", "-config", file.toString(), "-dnsserver", names);
    }

    private static CertificateBuilder dated(CertificateBuilder builder) {
        return builder.notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(1)));
    }

    private static int[] ports(int count) throws IOException {
        List<ServerSocket> open = new ArrayList<>();
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            open.add(new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0")));
            ports[i] = open.get(i).getLocalPort();
        }
        for (ServerSocket socket : open) {
            socket.close();
        }
        return ports;
    }

    private void start(String name, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_AUTHZREUSE", "0");
        processes.add(builder.start());
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Who signs its certificates. */
    X509Certificate root() throws Exception {
        byte[] pem = get(ports[1], "/roots/0").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    /** Has a name lead to an address from now on. */
    void name(String name, String address) throws Exception {
        for (String change : List.of("clear-a", "add-a")) {
            JsonObject body = new JsonObject().put("host", name).put("addresses", new JsonArray().add(address));
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports[5] + "/" + change))
                    .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                    .build();
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
        }
    }

    /** The block acme of a configuration that orders here. */
    String settings(String more) {
        return """
            skein.acme { directory = "https://localhost:%d/dir", terms-agreed = true, ca-file = "%s"
                         %s }
            """.formatted(ports[0], directory.resolve("pebble-ca.pem"), more);
    }

    /** Where it asks by HTTP. */
    int httpPort() {
        return ports[2];
    }

    /** Where it asks by a handshake. */
    int tlsPort() {
        return ports[3];
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("pebble.log"));
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        http.close();
    }
}
