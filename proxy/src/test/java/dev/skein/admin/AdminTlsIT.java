package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skein.cli.Cli;
import dev.skein.cli.Console;
import dev.skein.cli.ExitCode;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.model.PemCertificates;
import dev.skein.telemetry.EventKind;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The admin listener by TLS: who gets in, with which cookie, by which certificate. */
@Timeout(60)
class AdminTlsIT {
    private static final String STATUS = "GET /api/v1/status HTTP/1.1\r\n";
    private static final String PAGE = "X-Skein-Page: 1\r\nContent-Type: application/json\r\n";

    @TempDir
    private Path directory;

    private X509Bundle authority;
    private AdminNode admin;

    @BeforeEach
    void start() throws Exception {
        authority = builder("authority").setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
        write(issue("first"));
        admin = AdminNode.start(directory, text(""));
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .notBefore(Instant.now().minus(Duration.ofDays(2)))
                .notAfter(Instant.now().plus(Duration.ofDays(60)));
    }

    private X509Bundle issue(String name) throws Exception {
        return builder(name).addSanIpAddress("127.0.0.1").buildIssuedBy(authority);
    }

    private void write(X509Bundle bundle) throws IOException {
        Files.writeString(directory.resolve("admin.key"), bundle.getPrivateKeyPEM());
        Files.writeString(directory.resolve("admin.pem"), bundle.getCertificatePathPEM());
    }

    private String text(String moreOfTls) {
        return AdminNode.USERS + """
            skein.admin.tls { certificates = [ { cert = "%1$s/admin.pem", key = "%1$s/admin.key" } ]
              %2$s }
            """.formatted(directory, moreOfTls);
    }

    /** A connection that has shaken hands, with a certificate of its own or without. */
    private SSLSocket connect(@Nullable X509Bundle own) throws Exception {
        KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                keys, PemCertificates.trust(List.of(authority.getCertificate())).getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", admin.node.adminPort());
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private Response ask(@Nullable X509Bundle own, String line, String fields, String body) throws Exception {
        try (RawClient client = RawClient.over(connect(own))) {
            client.send(line + admin.host() + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            return client.response();
        }
    }

    private Response status(@Nullable X509Bundle own) throws Exception {
        return ask(own, STATUS, AdminNode.basic("eve", "see"), "");
    }

    private String shown() throws Exception {
        try (SSLSocket socket = connect(null)) {
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    @Test
    void itAnswersByTlsAndNotInClearText() throws Exception {
        assertThat(status(null).status()).isEqualTo(200);
        assertThatThrownBy(() -> admin.get("/ready")).isInstanceOf(IOException.class);
    }

    @Test
    void theCookieIsForThisHostByTlsOnlyAndSignsIn() throws Exception {
        String who =
                new JsonObject().put("user", "ops").put("password", "operate").encode();
        String set = ask(null, "POST /api/v1/session HTTP/1.1\r\n", PAGE, who).field("Set-Cookie");
        assertThat(set)
                .startsWith("__Host-skein-" + admin.node.adminPort() + "=")
                .contains("; Secure", "; HTTPOnly", "; SameSite=Strict", "; Path=/")
                .doesNotContain("Domain");
        String cookie = "Cookie: " + set.substring(0, set.indexOf(';')) + "\r\n";
        assertThat(ask(null, STATUS, cookie, "").body()).contains("\"user\":\"ops\"", "\"signedIn\":true");
    }

    @Test
    void whereClientsNeedACertificateNobodyGetsInWithoutOneOfTheRightAuthority() throws Exception {
        admin.reload(text("client-auth = require, client-ca = \"" + directory + "/ca.pem\""));
        X509Bundle stranger = builder("ada").setIsCertificateAuthority(true).buildSelfSigned();
        assertThatThrownBy(() -> status(null)).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> status(stranger)).isInstanceOf(SSLException.class);
        assertThat(status(issue("ada")).status()).isEqualTo(200);
    }

    private long told(EventKind kind) {
        return admin.node.journal().stream()
                .filter(event -> event.kind() == kind && event.subject().equals("admin listener"))
                .count();
    }

    /** They were read again only when something else in the file had changed, too. */
    @Test
    void aRenewedCertificateIsShownAfterAReloadAndABadOneLeavesTheFormer() throws Exception {
        assertThat(shown()).isEqualTo("CN=first");
        write(issue("second"));
        admin.reload(text(""));
        await().untilAsserted(() -> assertThat(shown()).isEqualTo("CN=second"));
        Files.writeString(directory.resolve("admin.pem"), "nothing");
        admin.reload(text(""));
        await().until(() -> told(EventKind.CERTIFICATE_REFUSED) == 1);
        assertThat(shown()).isEqualTo("CN=second");
        assertThat(told(EventKind.CERTIFICATE_LOADED)).isEqualTo(1);
    }

    @Test
    void aReloadLeadsBackToClearText() throws Exception {
        admin.reload(AdminNode.USERS);
        assertThat(admin.get("/ready").status()).isEqualTo(200);
    }

    @Test
    void theCommandLineTrustsTheAuthorityThatItIsTold() {
        String url = "https://127.0.0.1:" + admin.node.adminPort();
        StringWriter out = new StringWriter();
        assertThat(skein(
                        out,
                        "status",
                        "--admin",
                        url,
                        "--ca",
                        directory.resolve("ca.pem").toString()))
                .as(out.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(skein(out, "status", "--admin", url)).isEqualTo(ExitCode.NO_NODE);
        assertThat(out.toString())
                .contains("no node answers at " + url + " (", "unable to find valid certification path");
    }

    @Test
    void theCommandLineShowsACertificateWhereOneIsAskedFor() throws Exception {
        admin.reload(text("client-auth = require, client-ca = \"" + directory + "/ca.pem\""));
        X509Bundle own = issue("ada");
        Path both = Files.writeString(
                directory.resolve("ada.pem"), own.getCertificatePathPEM() + '\n' + own.getPrivateKeyPEM());
        Path key = Files.writeString(directory.resolve("ada.key"), own.getPrivateKeyPEM());
        assertThat(asked("--cert", both.toString())).startsWith("0 ");
        assertThat(asked("--cert", both.toString(), "--key", key.toString())).startsWith("0 ");
        assertThat(asked()).startsWith(ExitCode.NO_NODE + " ");
        assertThat(asked("--key", key.toString()))
                .isEqualTo(ExitCode.PROBLEMS + " skein: --key: " + key + " (expected: with --cert)\n");
        assertThat(asked("--cert", key.toString()))
                .isEqualTo(ExitCode.PROBLEMS + " skein: --cert: " + key
                        + ": no certificate (expected: -----BEGIN CERTIFICATE-----)\n");
    }

    /** The code, and all that was printed. */
    private String asked(String... more) {
        StringWriter out = new StringWriter();
        String url = "https://127.0.0.1:" + admin.node.adminPort();
        Stream<String> all = Stream.of("status", "--admin", url, "--ca", directory + "/ca.pem");
        int code = skein(out, Stream.concat(all, Stream.of(more)).toArray(String[]::new));
        return code + " " + out;
    }

    private static int skein(StringWriter out, String... arguments) {
        PrintWriter writer = new PrintWriter(out, true);
        Console.Environment eve = name -> switch (name) {
            case "SKEIN_USER" -> "eve";
            case "SKEIN_PASSWORD" -> "see";
            default -> "";
        };
        Console console = new Console(writer, writer, InputStream.nullInputStream(), eve);
        return Cli.execute(arguments, options -> ExitCode.FAILED, console);
    }
}
