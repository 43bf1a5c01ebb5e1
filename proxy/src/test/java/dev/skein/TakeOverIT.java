package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.skein.harness.NodeProcess;
import dev.skein.harness.RawClient;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listening socket that outlives the process behind it: whoever holds it passes it on, as systemd's socket units do. */
class TakeOverIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private NodeProcess node(Holder holder, String name) throws IOException {
        return node(holder, name, "");
    }

    private NodeProcess node(Holder holder, String name, String tls) throws IOException {
        Path file = directory.resolve(name + ".conf");
        Files.writeString(file, """
            skein {
              node { id = %1$s, data = "%2$s", event-loops = 1 }
              listeners { http { bind = "127.0.0.1:%3$d", %4$s } }
              admin { bind = "127.0.0.1:0" }
              access-log { output = off }
              shutdown { delay = 0s, drain-timeout = 20s }
              routes = [ { name = all, respond { body = %1$s } } ]
            }
            """.formatted(name, directory.resolve(name), holder.port, tls));
        return holder.start(file, directory.resolve(name + ".out"));
    }

    @Test
    void aNewProcessTakesOverWhileTheOldOneFinishesAndNobodyIsRefused() throws Exception {
        try (Holder holder = Holder.open();
                NodeProcess old = node(holder, "old")) {
            assertThat(old.port("http")).isEqualTo(holder.port);
            try (Load load = new Load(holder.port);
                    NodeProcess next = node(holder, "next")) {
                assertThat(next.port("http")).isEqualTo(holder.port);
                load.more(50);
                old.signal("TERM");
                holder.awaitEndOf(old);
                load.more(50);
                assertThat(load.end()).isEmpty();
                assertThat(load.lastAnswer).isEqualTo("next");
            }
        }
    }

    @Test
    void whoConnectsWhileNoProcessIsThereWaitsForTheNextOne() throws Exception {
        try (Holder holder = Holder.open();
                NodeProcess old = node(holder, "old")) {
            old.port("http");
            try (Load load = new Load(holder.port)) {
                load.more(50);
                old.signal("TERM");
                holder.awaitEndOf(old);
                try (NodeProcess next = node(holder, "next")) {
                    load.more(50);
                    assertThat(load.end()).isEmpty();
                    assertThat(load.lastAnswer).isEqualTo("next");
                    assertThat(next.alive()).isTrue();
                }
            }
        }
    }

    @Test
    void aSocketThatIsPassedMaySpeakTls() throws Exception {
        X509Bundle own = new CertificateBuilder()
                .subject("CN=a")
                .addSanDnsName("a.test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("a.pem"), own.getCertificatePEM());
        Files.writeString(directory.resolve("a.key"), own.getPrivateKeyPEM());
        String tls =
                "tls { certificates = [ { cert = \"%1$s/a.pem\", key = \"%1$s/a.key\" } ], protocols = [ http/1.1 ] }"
                        .formatted(directory);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (Holder holder = Holder.open();
                NodeProcess node = node(holder, "next", tls)) {
            assertThat(node.port("http")).isEqualTo(holder.port);
            try (Socket socket = client.getSocketFactory().createSocket("127.0.0.1", holder.port)) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200")
                        .endsWith("next");
            }
        }
    }

    /** Clients that open a connection for each request. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private final List<Thread> clients;
        volatile String lastAnswer = "";

        Load(int port) {
            clients = IntStream.range(0, 4)
                    .mapToObj(n -> Thread.ofVirtual().start(() -> ask(port)))
                    .toList();
        }

        private void ask(int port) {
            while (!over.get()) {
                try {
                    lastAnswer = RawClient.ask(port, "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
                            .body();
                    answered.incrementAndGet();
                } catch (IOException e) {
                    failures.add(e.toString());
                    return;
                }
            }
        }

        /** Waits until so many more were answered. */
        void more(int count) {
            int wanted = answered.get() + count;
            Awaitility.await().atMost(SOON).until(() -> answered.get() >= wanted || !failures.isEmpty());
        }

        List<String> end() throws InterruptedException {
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            return failures;
        }

        @Override
        public void close() {
            over.set(true);
        }
    }

    /**
     * Holds a listening socket and starts processes that find it at descriptor 3, which no JVM can do for its children.
     * Perl is part of every Debian's base.
     */
    private static final class Holder implements AutoCloseable {
        private static final String SCRIPT = """
            use Socket; use POSIX ();
            $| = 1; $SIG{CHLD} = "IGNORE";
            socket(my $s, PF_INET, SOCK_STREAM, 0) or die; bind($s, sockaddr_in(0, INADDR_LOOPBACK)) or die;
            listen($s, 1000) or die;
            print "", (sockaddr_in(getsockname($s)))[0], "\\n";
            while (my $line = <STDIN>) {
              chomp $line; my ($out, @command) = split /\\t/, $line; my $pid = fork;
              if (!$pid) {
                POSIX::dup2(fileno($s), 3); open STDOUT, ">", $out; open STDERR, ">&STDOUT"; open STDIN, "<", "/dev/null";
                $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$; exec @command;
              }
              print "$pid\\n";
            }
            """;

        private final Process process;
        private final BufferedReader answers;
        private final Writer orders;
        final int port;

        private Holder(Process process) throws IOException {
            this.process = process;
            this.answers = process.inputReader(StandardCharsets.UTF_8);
            this.orders = process.outputWriter(StandardCharsets.UTF_8);
            this.port = Integer.parseInt(answers.readLine());
        }

        static Holder open() throws IOException {
            assumeThat(Path.of("/usr/bin/perl")).isExecutable();
            // With $^F no descriptor below 4 is closed on exec.
            return new Holder(new ProcessBuilder("/usr/bin/perl", "-e", "$^F = 3; " + SCRIPT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }

        NodeProcess start(Path configuration, Path output) throws IOException {
            orders.write(output + "\t" + String.join("\t", NodeProcess.command(configuration)) + "\n");
            orders.flush();
            return NodeProcess.of(Long.parseLong(answers.readLine()), output);
        }

        void awaitEndOf(NodeProcess node) {
            Awaitility.await().atMost(SOON).until(() -> !node.alive());
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
