package dev.skein.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Perl receives, since the JDK can't; it is part of every Debian's base. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ServiceNoticeTest {
    private static final String RECEIVE = """
        use Socket; $| = 1; my $path = $ARGV[0]; $path =~ s/^@/\\0/;
        socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die; bind($s, sockaddr_un($path)) or die; print "bound\\n";
        recv($s, my $text, 1000, 0); $text =~ s/\\n/|/g; print "$text\\n";
        """;

    @TempDir
    private Path directory;

    private static String received(String socket, String text) throws IOException {
        assumeThat(Path.of("/usr/bin/perl")).isExecutable();
        Process receiver = new ProcessBuilder("/usr/bin/perl", "-e", RECEIVE, socket)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answers = receiver.inputReader(StandardCharsets.UTF_8)) {
            assertThat(answers.readLine()).isEqualTo("bound");
            ServiceNotice.send(socket, text);
            return answers.readLine();
        } finally {
            receiver.destroy();
        }
    }

    @Test
    void aPathGetsTheWholeText() throws IOException {
        assertThat(received(directory.resolve("notify").toString(), "READY=1\nSTATUS=all ready"))
                .isEqualTo("READY=1|STATUS=all ready");
    }

    @Test
    void soDoesAnAbstractName() throws IOException {
        assertThat(received("@skein-notice-" + ProcessHandle.current().pid(), "STOPPING=1"))
                .isEqualTo("STOPPING=1");
    }

    @Test
    void aManagerThatIsGoneIsNoReasonToFail() {
        ServiceNotice.send(directory.resolve("nobody").toString(), "READY=1");
        ServiceNotice.send("x".repeat(200), "READY=1");
        assertThat(directory.resolve("nobody")).doesNotExist();
    }
}
