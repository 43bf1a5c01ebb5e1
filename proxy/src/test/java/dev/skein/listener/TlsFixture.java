package dev.skein.listener;

import dev.skein.NodeUnderTest;
import dev.skein.harness.RawHttp2;
import dev.skein.model.PemCertificates;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A node with a TLS listener, a server behind it, certificates of an authority of its own, and clients that trust it. */
final class TlsFixture implements AutoCloseable {
    final Path directory;
    final X509Bundle authority = build("CN=authority", true, null);
    final TestServer server;
    private @Nullable NodeUnderTest node;
    private String top = "";

    TlsFixture(Path directory) throws Exception {
        this.directory = directory;
        this.server = new TestServer();
    }

    private static X509Bundle build(String subject, boolean ca, @Nullable X509Bundle by, String... names) {
        return build(new CertificateBuilder(), subject, ca, by, names);
    }

    private static X509Bundle build(
            CertificateBuilder builder, String subject, boolean ca, @Nullable X509Bundle by, String... names) {
        try {
            builder.subject(subject)
                    .notBefore(Instant.now().minus(Duration.ofDays(2)))
                    .notAfter(Instant.now().plus(Duration.ofDays(2)));
            for (String name : names) {
                builder.addSanDnsName(name);
            }
            builder.setIsCertificateAuthority(ca);
            return by == null ? builder.buildSelfSigned() : builder.buildIssuedBy(by);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    X509Bundle issue(String subject, String... names) {
        return build(subject, false, authority, names);
    }

    /** An authority below the first one. */
    X509Bundle issueAuthority(String subject) {
        return build(subject, true, authority);
    }

    static X509Bundle issueBy(X509Bundle authority, String subject, String... names) {
        return build(subject, false, authority, names);
    }

    X509Bundle issueRsa(String subject, String... names) {
        return build(
                new CertificateBuilder().algorithm(CertificateBuilder.Algorithm.rsa2048),
                subject,
                false,
                authority,
                names);
    }

    /** Writes NAME.pem and NAME.key. */
    void write(String name, X509Bundle bundle) throws Exception {
        Files.writeString(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM());
        Files.writeString(directory.resolve(name + ".pem"), bundle.getCertificatePathPEM());
    }

    /** Starts a node whose listener has that within tls and besides it. */
    NodeUnderTest start(String tls, String besides) throws Exception {
        return startWith("", tls, besides);
    }

    /** The same, with more at the top of the file. */
    NodeUnderTest startWith(String top, String tls, String besides) throws Exception {
        this.top = top;
        if (!Files.exists(directory.resolve("a.pem"))) {
            write("a", issue("CN=a", "a.test", "localhost"));
        }
        node = NodeUnderTest.start(directory, text(tls, besides, server.port()));
        return node;
    }

    /** Starts a node before another server on that port. */
    NodeUnderTest startBefore(int port, String besides) throws Exception {
        return startBefore(port, "", besides);
    }

    /** The same, with that within tls. */
    NodeUnderTest startBefore(int port, String tls, String besides) throws Exception {
        write("a", issue("CN=a", "a.test", "localhost"));
        node = NodeUnderTest.start(directory, text(tls, besides, port));
        return node;
    }

    String text(String tls, String besides) {
        return text(tls, besides, server.port());
    }

    private String text(String tls, String besides, int port) {
        return top + """

            skein {
              listeners { web { bind = "127.0.0.1:0"
                tls { certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ]
                      %2$s }
                %3$s } }
              pools { all { servers = [ "127.0.0.1:%4$d" ] } }
              routes = [ { name = all, pool = all } ]
            }
            """.formatted(directory, tls, besides, port);
    }

    NodeUnderTest node() {
        return java.util.Objects.requireNonNull(node);
    }

    SSLContext trusting(@Nullable X509Bundle client) throws Exception {
        TrustManagerFactory trust = PemCertificates.trust(List.of(authority.getCertificate()));
        KeyManagerFactory keys = client == null ? null : client.toKeyManagerFactory();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    static SSLContext trustingAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context;
    }

    HttpClient http2() throws Exception {
        return HttpClient.newBuilder()
                .sslContext(trusting(null))
                .version(HttpClient.Version.HTTP_2)
                .build();
    }

    /** A connection that has not shaken hands yet. */
    SSLSocket connect(@Nullable String sni, String... alpn) throws Exception {
        return connect(trusting(null), sni, alpn);
    }

    SSLSocket connect(SSLContext context, @Nullable String sni, String... alpn) throws Exception {
        return connect(context, node().port("web"), sni, alpn);
    }

    static SSLSocket connect(SSLContext context, int port, @Nullable String sni, String... alpn) throws Exception {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        var parameters = socket.getSSLParameters();
        if (sni != null) {
            parameters.setServerNames(List.of(new SNIHostName(sni)));
        }
        parameters.setApplicationProtocols(alpn);
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** A connection of HTTP/2 on which nothing was said yet. */
    RawHttp2 raw() throws Exception {
        SSLSocket socket = connect("a.test", "h2");
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        return new RawHttp2(socket);
    }

    /** Writes that, and reads all until the connection ends. */
    static String converse(SSLSocket socket, String request) throws Exception {
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
        server.close();
    }
}
