package dev.skein.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skein.probe.MysqlServer.Stall;
import dev.skein.probe.ProbeSpec.Database;
import dev.skein.probe.ProbeSpec.Login;
import dev.skein.probe.ProbeSpec.ServerRole;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server of MySQL 8 is asked for its role, over real sockets, in each way that it may want a login in. */
class MysqlCheckIT {
    private static final String QUESTION = "SELECT @@global.read_only";

    private final ProbeFixture fixture = new ProbeFixture(4);
    private X509Bundle authority;
    private MysqlServer server;

    @BeforeEach
    void serve() throws Exception {
        authority = new CertificateBuilder()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        server = new MysqlServer(new CertificateBuilder()
                .subject("CN=db")
                .addSanDnsName("db.internal")
                .buildIssuedBy(authority));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
        server.close();
    }

    private ProbeTls tls(String name) throws Exception {
        return new ProbeTls(true, authority.toTempRootCertPem().toPath(), name, List.of(), null, null);
    }

    private String ask(@Nullable ProbeTls tls, String password, Duration timeout) throws InterruptedException {
        var spec = new ProbeSpec.Role(Database.MYSQL, ServerRole.PRIMARY, new Login("skein", password, null, ""));
        fixture.prober.replace(List.of());
        return fixture.check(ProbeFixture.target(server.port(), spec, tls, timeout))
                .reason();
    }

    private String ask(@Nullable ProbeTls tls) throws InterruptedException {
        return ask(tls, "secret", ProbeFixture.PATIENT);
    }

    /** What the server has seen of the one connection, and forgets. */
    private List<String> seen() {
        await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        List<String> seen = List.copyOf(server.seen);
        server.seen.clear();
        return seen;
    }

    @Test
    void aPasswordThatTheServerRemembersIsProvedInClearText() throws Exception {
        server.remembers = true;
        assertThat(ask(null)).isEqualTo("passed");
        assertThat(seen()).containsExactly("login by " + MysqlServer.CACHING, "fast", QUESTION, "quit");
    }

    @Test
    void oneThatItDoesNotRememberIsToldByTlsAndProvedFromThenOn() throws Exception {
        assertThat(ask(tls("db.internal"))).isEqualTo("passed");
        assertThat(seen()).containsExactly("tls", "login by " + MysqlServer.CACHING, "full", QUESTION, "quit");
        assertThat(ask(tls("db.internal"))).isEqualTo("passed");
        assertThat(seen()).containsExactly("tls", "login by " + MysqlServer.CACHING, "fast", QUESTION, "quit");
        assertThat(ask(null)).isEqualTo("passed");
    }

    /** The key comes in clear text, and may be that of somebody in between. */
    @Test
    void nothingIsToldByTheServersKey() throws Exception {
        assertThat(ask(null)).isEqualTo("server wants the password itself, which needs TLS (health.tls = true)");
        assertThat(seen()).containsExactly("login by " + MysqlServer.CACHING, "gone");
    }

    @Test
    void nothingIsToldToWhomTheAuthorityDoesNotKnowByThatName() throws Exception {
        assertThat(ask(tls("other.internal"))).isEqualTo("certificate is not valid for 'other.internal'");
        assertThat(seen()).doesNotContain("login by " + MysqlServer.CACHING);
        server.close();
        server = new MysqlServer(null);
        assertThat(ask(tls("db.internal"))).isEqualTo("server does not speak TLS");
        assertThat(seen()).containsExactly("gone");
    }

    @Test
    void theServerMaySwitchTheWayOfTheLogin() throws Exception {
        server.greets = MysqlServer.NATIVE;
        String asked = "login by " + MysqlServer.NATIVE;
        String switched = "switched to " + MysqlServer.CACHING;
        assertThat(ask(tls("db.internal"))).isEqualTo("passed");
        assertThat(seen()).containsExactly("tls", asked, switched, "full", QUESTION, "quit");
        assertThat(ask(null)).isEqualTo("passed");
        assertThat(seen()).containsExactly(asked, switched, "fast", QUESTION, "quit");
        server.greets = MysqlServer.CACHING;
        server.plugin = MysqlServer.NATIVE;
        assertThat(ask(null)).isEqualTo("passed");
        assertThat(seen())
                .containsExactly(
                        "login by " + MysqlServer.CACHING, "switched to " + MysqlServer.NATIVE, QUESTION, "quit");
    }

    @Test
    void aWrongPasswordIsRefusedInEachOfThem() throws Exception {
        String denied = "server says: Access denied for user 'skein'@'localhost' (using password: YES)";
        assertThat(ask(tls("db.internal"), "wrong", ProbeFixture.PATIENT)).isEqualTo(denied);
        server.remembers = true;
        assertThat(ask(tls("db.internal"), "wrong", ProbeFixture.PATIENT)).isEqualTo(denied);
        assertThat(ask(null, "wrong", ProbeFixture.PATIENT)).startsWith("server wants the password itself");
        server.plugin = MysqlServer.NATIVE;
        assertThat(ask(null, "wrong", ProbeFixture.PATIENT)).isEqualTo(denied);
        assertThat(seen()).doesNotContain(QUESTION);
    }

    @Test
    void aServerThatTakesNoWritesIsAReplicaAlsoWhereThatIsSuper() throws Exception {
        server.remembers = true;
        String replica = "is a replica (expected: primary)";
        server.readOnly(true);
        assertThat(ask(null)).isEqualTo(replica);
        server.superReadOnly(true);
        assertThat(ask(null)).isEqualTo(replica);
        server.superReadOnly(false);
        assertThat(ask(null)).as("read_only stays").isEqualTo(replica);
        server.readOnly(false);
        assertThat(ask(null)).isEqualTo("passed");
        server.superReadOnly(true);
        assertThat(ask(null)).as("read_only comes with it").isEqualTo(replica);
    }

    /** So that it is no misunderstanding of ours that both sides share. */
    @Test
    void aClientOfOthersTakesTheServerForOneOfMysql() throws Exception {
        Path program = Path.of("/usr/bin/mariadb");
        assumeTrue(Files.isExecutable(program), "MariaDB's client is here");
        server.superReadOnly(true);
        Process client = new ProcessBuilder(
                        program.toString(),
                        "--no-defaults",
                        "--host=127.0.0.1",
                        "--port=" + server.port(),
                        "--user=skein",
                        "--password=secret",
                        "--skip-ssl",
                        "--skip-column-names",
                        "--batch",
                        "--execute=" + QUESTION + "; SELECT @@global.super_read_only")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("1\n1\n");
        assertThat(seen())
                .contains("login by " + MysqlServer.CACHING, "asked for the key", "full", QUESTION)
                .endsWith("quit");
        server.superReadOnly(false);
        server.readOnly(false);
        assertThat(ask(null)).as("by what the other has told").isEqualTo("passed");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOWHERE")
    void aServerThatStallsTimesOutAndIsLeft(Stall stall) throws Exception {
        server.stall = stall;
        server.remembers = true;
        assertThat(ask(stall == Stall.HANDSHAKE ? tls("db.internal") : null, "secret", ProbeFixture.HASTY))
                .isEqualTo("timed out after 500 ms while waiting for an answer");
        assertThat(seen()).endsWith("gone").doesNotContain("quit");
    }
}
