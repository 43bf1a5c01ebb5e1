package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.NodeProcess;
import dev.skein.harness.ScriptedServer;
import dev.skein.model.PemCertificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that come by themselves, from a real authority: Debian's {@code pebble}. */
@Tag("long")
class AcmeLabIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final List<String> IDS = List.of("a", "b", "c");
    private static final int ALIVE_SECONDS = 30;

    @TempDir
    Path directory;

    private @Nullable Pebble pebble;
    private @Nullable ScriptedServer server;
    private @Nullable SSLContext trust;
    private final Map<String, NodeProcess.Started> nodes = new TreeMap<>();

    @BeforeEach
    void begin() throws Exception {
        pebble = new Pebble(directory, ALIVE_SECONDS);
        trust = PemCertificates.trusting(List.of(pebble.root()));
        server = ScriptedServer.answering("server");
    }

    @AfterEach
    void end() throws IOException {
        nodes.values().forEach(NodeProcess.Started::close);
        pebble().close();
        Objects.requireNonNull(server).close();
    }

    private Pebble pebble() {
        return Objects.requireNonNull(pebble);
    }

    private static String address(String id) {
        return "127.0.0." + (IDS.indexOf(id) + 1);
    }

    private String listeners(String address, String certificates) {
        return """
            skein.listeners {
              http { bind = "%1$s:%2$d", https-redirect = 443 }
              https { bind = "%1$s:%3$d", tls { certificates = [ %4$s ] } }
            }
            skein.pools.all { servers = [ %5$s ], health { type = off } }
            skein.routes = [ { name = all, pool = all } ]
            """.formatted(
                        address,
                        pebble().httpPort(),
                        pebble().tlsPort(),
                        certificates,
                        Objects.requireNonNull(server).address());
    }

    private void start(Trio trio, String id, String challenge) throws IOException {
        Path own = Files.createDirectories(directory.resolve("node-" + id));
        String sets = "{ acme = [ a.test ] }, { acme = [ b.test ] }, { acme = [ c.test, d.test ] }";
        String text = trio.configuration(id) + pebble().settings("renew-before = 1h, challenge = " + challenge)
                + listeners(address(id), sets)
                + "skein.node.data = \"" + own.resolve("data") + "\"\nskein.access-log.output = off\n";
        Files.writeString(own.resolve("skein.conf"), text);
        nodes.put(id, NodeProcess.start(own.resolve("skein.conf"), own.resolve("output." + nodes.size())));
    }

    private String output(String id) throws IOException {
        return Objects.requireNonNull(nodes.get(id)).node().output();
    }

    private static long count(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).count();
    }

    private SSLSocket connect(String address, String name) throws IOException {
        Socket plain = new Socket(address, pebble().tlsPort());
        SSLSocket socket = (SSLSocket)
                Objects.requireNonNull(trust).getSocketFactory().createSocket(plain, name, pebble().tlsPort(), true);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The certificate that a client gets, which trusts the authority alone. */
    private X509Certificate shown(String address, String name) throws IOException {
        try (SSLSocket socket = connect(address, name)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static String ask(SSLSocket socket, String how) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: " + how + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4096];
        int got = 0;
        while (!new String(answer, 0, got, StandardCharsets.US_ASCII).endsWith("server")) {
            int more = socket.getInputStream().read(answer, got, answer.length - got);
            assertThat(more)
                    .as(new String(answer, 0, got, StandardCharsets.US_ASCII))
                    .isPositive();
            got += more;
        }
        return new String(answer, 0, got, StandardCharsets.US_ASCII);
    }

    /** Waits until one of the nodes has placed an order, which it has said in its journal by then. */
    private String holder() {
        return await().pollInterval(Duration.ofMillis(20))
                .atMost(SOON)
                .until(
                        () -> {
                            for (String id : nodes.keySet()) {
                                if (output(id).contains("certificate-ordered")) {
                                    return id;
                                }
                            }
                            return "";
                        },
                        id -> !id.isEmpty());
    }

    private void assertServed(Iterable<String> ids) throws IOException {
        try {
            awaitServed(ids);
        } catch (ConditionTimeoutException e) {
            StringBuilder said = new StringBuilder(pebble().log());
            for (String id : ids) {
                said.append("\n--- ").append(id).append('\n').append(output(id));
            }
            throw new AssertionError(said.toString(), e);
        }
    }

    private void awaitServed(Iterable<String> ids) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            for (String name : List.of("a.test", "b.test", "c.test", "d.test")) {
                Set<X509Certificate> certificates = new HashSet<>();
                for (String id : ids) {
                    certificates.add(shown(address(id), name));
                }
                assertThat(certificates).as(name).hasSize(1);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-01", "tls-alpn-01"})
    void whatOneOrdersAnyAnswersForAndAllServeThoughItDiesBetweenOrderAndChallenge(String challenge) throws Exception {
        for (String id : IDS) {
            pebble().name(id + ".test", address(id));
        }
        pebble().name("d.test", address("b"));
        try (Trio trio = new Trio(directory, "")) {
            for (String id : IDS) {
                start(trio, id, challenge);
            }
            String killed = holder();
            Objects.requireNonNull(nodes.get(killed)).signal("KILL");
            String before = output(killed);
            assertThat(before).doesNotContain("certificate-issued");
            assertThat(pebble().log()).as("no challenge was told of").doesNotContain("Pulled a task");
            NodeProcess.Started dead = Objects.requireNonNull(nodes.remove(killed));
            dead.end();
            String other = nodes.keySet().iterator().next();
            pebble().name(killed + ".test", address(other));
            pebble().name("d.test", address(other));

            assertServed(nodes.keySet());
            long ordered = count(before, "certificate-ordered");
            for (String id : nodes.keySet()) {
                ordered += count(output(id), "certificate-ordered");
                assertThat(output(id)).doesNotContain("certificate-failed");
            }
            assertThat(ordered)
                    .as("the successor went on with the orders of the one that died")
                    .isEqualTo(3);

            start(trio, killed, challenge);
            assertServed(IDS);
            assertRenewed(killed, other);
        }
    }

    /** Renewed while a connection is open: that lives on, new ones get the next certificate. */
    private void assertRenewed(String one, String other) throws IOException {
        try (SSLSocket first = connect(address(one), "a.test");
                SSLSocket second = connect(address(other), "a.test")) {
            for (SSLSocket open : List.of(first, second)) {
                assertThat(ask(open, "keep-alive")).startsWith("HTTP/1.1 200");
            }
            X509Certificate before = (X509Certificate) first.getSession().getPeerCertificates()[0];
            for (String id : List.of(one, other)) {
                await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(shown(address(id), "a.test").getSerialNumber())
                                        .isNotEqualTo(before.getSerialNumber()));
            }
            for (SSLSocket open : List.of(first, second)) {
                assertThat(ask(open, "close")).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void aNodeAloneGetsItsCertificateByAHandshakeAndKeepsItOverARestart() throws Exception {
        pebble().name("a.test", "127.0.0.1");
        String text = pebble().settings("challenge = tls-alpn-01") + listeners("127.0.0.1", "{ acme = [ a.test ] }");
        X509Certificate first;
        try (NodeUnderTest node = NodeUnderTest.start(directory, text)) {
            first = await().atMost(SOON).ignoreExceptions().until(() -> shown("127.0.0.1", "a.test"), one -> true);
            assertThat(node.journal().toString()).doesNotContain("CERTIFICATE_FAILED");
        }
        try (NodeUnderTest again = NodeUnderTest.start(directory, text)) {
            assertThat(shown("127.0.0.1", "a.test")).isEqualTo(first);
            assertThat(again.journal().toString()).doesNotContain("CERTIFICATE_PLACEHOLDER");
        }
    }
}
