package dev.skein.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.probe.ProbeSpec.Database;
import dev.skein.probe.ProbeSpec.Login;
import dev.skein.probe.ProbeSpec.ServerRole;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers of Redis, PostgreSQL and MariaDB are asked for their role. */
@Tag("long") // needs their programs
class RolesLabIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final ProbeFixture fixture = new ProbeFixture(4);
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stops() throws InterruptedException {
        fixture.close();
        for (Process process : processes) {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void needs(String program) {
        boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        assertThat(there).as(program).isTrue();
    }

    private static int port() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** As somebody who is not root, where we are: PostgreSQL insists. */
    private Process start(List<String> command) throws IOException {
        List<String> all = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        all.addAll(command);
        return new ProcessBuilder(all)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    private Process serve(List<String> command) throws IOException {
        Process process = start(command);
        processes.add(process);
        return process;
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        assertThat(start(command).waitFor()).as(() -> command + "\n" + log()).isZero();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void open() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private ProbeResult ask(int port, Database database, Login login) throws InterruptedException {
        return ask(port, database, login, null);
    }

    private ProbeResult ask(int port, Database database, Login login, @Nullable ProbeTls tls)
            throws InterruptedException {
        var spec = new ProbeSpec.Role(database, ServerRole.PRIMARY, login);
        fixture.prober.replace(List.of());
        return fixture.check(ProbeFixture.target(port, spec, tls, ProbeFixture.PATIENT));
    }

    private void comesTo(int port, Database database, Login login, String reason) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ask(port, database, login).reason())
                        .as(this::log)
                        .isEqualTo(reason));
    }

    @Test
    void redis() throws Exception {
        needs("redis-server");
        open();
        int port = port();
        int second = port();
        List<String> common = List.of("--save", "", "--requirepass", "s3cret", "--masterauth", "s3cret");
        serve(plus(List.of("redis-server", "--port", "" + port), common));
        serve(plus(List.of("redis-server", "--port", "" + second, "--replicaof", "127.0.0.1 " + port), common));
        Login login = new Login("", "s3cret", null, "");
        comesTo(port, Database.REDIS, login, "passed");
        comesTo(second, Database.REDIS, login, "is a replica (expected: primary)");
        comesTo(second, Database.REDIS, new Login("default", "s3cret", null, ""), "is a replica (expected: primary)");
        assertThat(ask(port, Database.REDIS, Login.NONE).reason()).startsWith("ROLE: NOAUTH");
        assertThat(ask(port, Database.REDIS, new Login("", "wrong", null, "")).reason())
                .startsWith("AUTH: WRONGPASS");
        run(List.of("redis-cli", "--no-auth-warning", "-a", "s3cret", "-p", "" + second, "replicaof", "no", "one"));
        comesTo(second, Database.REDIS, login, "passed");
    }

    private static List<String> plus(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    /** Where Debian puts programs that only servers use. */
    private static String postgresql(String program) throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(
                            version -> version.resolve("bin").resolve(program).toString())
                    .max(String::compareTo)
                    .orElseThrow();
        }
    }

    @Test
    void postgresql() throws Exception {
        open();
        int port = port();
        Files.writeString(directory.resolve("password"), "s3cret");
        Path data = directory.resolve("data");
        run(List.of(
                postgresql("initdb"),
                "-D",
                "" + data,
                "-U",
                "skein",
                "-A",
                "scram-sha-256",
                "--pwfile=password",
                "-N"));
        String settings =
                "port = " + port + "\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n";
        Files.writeString(data.resolve("postgresql.auto.conf"), settings);
        Process server = serve(List.of(postgresql("postgres"), "-D", "" + data));
        Login login = new Login("skein", null, directory.resolve("password"), "postgres");
        comesTo(port, Database.POSTGRESQL, login, "passed");
        assertThat(ask(port, Database.POSTGRESQL, new Login("skein", "wrong", null, "postgres"))
                        .reason())
                .isEqualTo("server says: password authentication failed for user \"skein\"");
        server.destroy();
        server.waitFor();
        follows(data, settings);
        asksByTls(port, login);
    }

    /** Starts the same server once more: it follows, speaks TLS only, and wants the password itself. */
    private void follows(Path data, String settings) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=db")
                .notAfter(Instant.now().plus(Duration.ofDays(1)))
                .addSanDnsName("db.internal")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("db.pem"), bundle.getCertificatePathPEM());
        run(List.of("sh", "-c", "umask 077; cat > db.key <<'E'\n" + bundle.getPrivateKeyPEM() + "\nE\n"));
        Files.writeString(data.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 password\n");
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                settings + "ssl = on\nssl_cert_file = '../db.pem'\nssl_key_file = '../db.key'\n");
        Files.createFile(data.resolve("standby.signal"));
        serve(List.of(postgresql("postgres"), "-D", "" + data));
    }

    private void asksByTls(int port, Login login) throws InterruptedException {
        ProbeTls tls = new ProbeTls(true, directory.resolve("db.pem"), "db.internal", List.of(), null, null);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                ask(port, Database.POSTGRESQL, login, tls).reason())
                        .as(this::log)
                        .isEqualTo("is a replica (expected: primary)"));
        ProbeTls other = new ProbeTls(true, directory.resolve("db.pem"), "other.internal", List.of(), null, null);
        assertThat(ask(port, Database.POSTGRESQL, login, other).reason())
                .isEqualTo("certificate is not valid for 'other.internal'");
        assertThat(ask(port, Database.POSTGRESQL, login).reason()).startsWith("server says: no pg_hba.conf entry");
    }

    @Test
    void mariadb() throws Exception {
        needs("mariadbd");
        open();
        int port = port();
        Path data = directory.resolve("data");
        run(List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal"));
        Path start = directory.resolve("start.sql");
        Files.writeString(start, "CREATE USER skein@'127.0.0.1' IDENTIFIED BY 's3cret';\n", StandardCharsets.UTF_8);
        List<String> command = List.of(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + data,
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + directory.resolve("socket"),
                "--skip-name-resolve");
        Process server = serve(plus(command, List.of("--init-file=" + start)));
        Login login = new Login("skein", "s3cret", null, "");
        comesTo(port, Database.MYSQL, login, "passed");
        assertThat(ask(port, Database.MYSQL, new Login("skein", "wrong", null, ""))
                        .reason())
                .startsWith("server says: Access denied for user 'skein'");
        server.destroy();
        server.waitFor();
        serve(plus(command, List.of("--read-only")));
        comesTo(port, Database.MYSQL, login, "is a replica (expected: primary)");
    }
}
