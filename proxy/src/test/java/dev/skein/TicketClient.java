package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.ScriptedServer;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A TLS client that finds all nodes at one address: what one gave it, it brings to another. */
final class TicketClient implements AutoCloseable {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String SITE = "site.test";

    private final Path cert;
    private final Path key;
    private final Map<String, SSLContext> clients = new HashMap<>();
    /** The address: a client keeps sessions by host and port. */
    private final ServerSocket address = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private volatile int behind;

    TicketClient(Path directory) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=" + SITE)
                .addSanDnsName(SITE)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        cert = Files.writeString(directory.resolve("site.pem"), bundle.getCertificatePathPEM());
        key = Files.writeString(directory.resolve("site.key"), bundle.getPrivateKeyPEM());
        var unused = Thread.ofVirtual().start(this::relay);
    }

    private void relay() {
        while (!address.isClosed()) {
            try {
                Socket client = address.accept();
                Socket node = new Socket(InetAddress.getLoopbackAddress(), behind);
                Thread.ofVirtual().start(() -> pump(client, node));
                Thread.ofVirtual().start(() -> pump(node, client));
            } catch (IOException e) {
                // The address is closed, or the client sees the end of its connection.
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The other end sees it.
        }
    }

    /** A configuration with listeners {@code http} and {@code https}, and sessions bound by cookie. */
    String shop(ScriptedServer one, ScriptedServer two) {
        return """
            skein.listeners {
              http { bind = "127.0.0.1:0" }
              https { bind = "127.0.0.1:0", tls { certificates = [ { cert = "%s", key = "%s" } ] } }
            }
            skein.routes = [ { name = shop, pool = shop } ]
            skein.pools.shop { servers = [ %s, %s ], health { type = off }, affinity { mode = cookie } }
            """.formatted(cert, key, one.address(), two.address());
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When the session began that this connection has: as before, if it was resumed. */
    private long session(SSLContext client, String protocol, NodeUnderTest node) throws IOException {
        behind = node.port("https");
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), address.getLocalPort());
        try (SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket(plain, SITE, address.getLocalPort(), true)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + SITE + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            // To the end: tickets of TLS 1.3 come after the handshake.
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
            SSLSession session = socket.getSession();
            assertThat(session.getProtocol()).isEqualTo(protocol);
            return session.getCreationTime();
        }
    }

    private boolean resumes(SSLContext client, String protocol, NodeUnderTest from, NodeUnderTest to)
            throws IOException, InterruptedException {
        long first = session(client, protocol, from);
        while (System.currentTimeMillis() == first) {
            Thread.onSpinWait();
        }
        return session(client, protocol, to) == first;
    }

    /** A session that one node began goes on at the other, once both have the cluster's keys. */
    void awaitResumes(String protocol, NodeUnderTest from, NodeUnderTest to) {
        await().atMost(SOON).untilAsserted(() -> {
            SSLContext client = context();
            assertThat(resumes(client, protocol, from, to)).as(protocol).isTrue();
            clients.put(protocol, client);
        });
    }

    /** The session of then goes on, although keys have changed since. */
    void assertStillResumes(String protocol, NodeUnderTest at) throws IOException {
        SSLContext client = clients.getOrDefault(protocol, context());
        long now = System.currentTimeMillis();
        assertThat(session(client, protocol, at)).as(protocol).isLessThan(now);
    }

    /** Sessions that a node begins now, for {@link #awaitResumesNoMore}. */
    List<SSLContext> begun(String protocol, NodeUnderTest at, int count) throws IOException {
        List<SSLContext> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SSLContext client = context();
            session(client, protocol, at);
            sessions.add(client);
        }
        return sessions;
    }

    /** Soon none of them goes on; each is tried once, since the client then has another ticket. */
    void awaitResumesNoMore(List<SSLContext> sessions, String protocol, NodeUnderTest at) {
        Iterator<SSLContext> next = sessions.iterator();
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).until(() -> {
            long now = System.currentTimeMillis();
            return session(next.next(), protocol, at) >= now;
        });
    }

    @Override
    public void close() throws IOException {
        address.close();
    }
}
