package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which capabilities the launcher leaves to node and keeper; with a Java that only writes down its own. */
class LauncherRightsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String NOBODY = "65534";

    /** Who: user, effective capabilities, NoNewPrivs, and for whom the passed sockets are. */
    private static final String JAVA = """
        #!/bin/bash
        live() {
          of() { sed -n "s/^$1:[[:space:]]*0*//p" /proc/$$/status; }
          echo "$1 $(id -u) caps=$(of CapEff) no-new=$(of NoNewPrivs) sockets=$([ "$LISTEN_PID" = $$ ] && echo mine)" >>"$LOG"
          trap 'exit 0' TERM
          for ((i = 0; i < 600; i++)); do sleep 0.05; done
        }
        for argument in "$@"; do
          case $argument in
            -XX:AOTCacheOutput=*) echo cache >"${argument#*=}"; exit ;;
            keeper-directory) echo "$KEEPER"; exit ;;
            dev.skein.keeper.KeeperMain) live keeper ;;
            run) live node ;;
          esac
        done
        """;

    @TempDir
    private Path temporary;

    private Path log;
    private @Nullable Process running;

    @BeforeEach
    void prepare() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        assumeThat(Path.of("/usr/bin/setpriv")).isExecutable();
        Files.createDirectories(temporary.resolve("skein/proxy/target"));
        Files.copy(Path.of("..", "skein"), temporary.resolve("skein/skein"));
        temporary.resolve("skein/skein").toFile().setExecutable(true, false);
        Files.writeString(temporary.resolve("skein/proxy/target/skein.jar"), "jar");
        Path java = Files.createDirectories(temporary.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, JAVA);
        java.toFile().setExecutable(true, false);
        Files.writeString(temporary.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.writeString(temporary.resolve("skein.conf"), "skein.cluster.virtual-ips = [ something ]\n");
        log = Files.createFile(temporary.resolve("log"));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void end() throws Exception {
        Process last = running;
        if (last != null) {
            last.destroy();
            if (!last.waitFor(10, TimeUnit.SECONDS)) {
                last.destroyForcibly();
            }
        }
    }

    private void start(String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of("./skein/skein", "run", "-c", "skein.conf"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("out").toFile());
        builder.environment().put("SKEIN_JAVA", temporary.resolve("jdk").toString());
        builder.environment().put("LOG", log.toString());
        builder.environment().put("KEEPER", temporary.resolve("data/keeper").toString());
        builder.environment().put("LISTEN_FDS", "0");
        builder.environment().put("SKEIN_NODE_USER", "nobody");
        running = builder.start();
    }

    private String told(String who) throws IOException {
        await().atMost(SOON).until(() -> Files.readAllLines(log).stream().anyMatch(line -> line.startsWith(who)));
        return Objects.requireNonNull(Files.readAllLines(log).stream()
                .filter(line -> line.startsWith(who))
                .findFirst()
                .orElse(null));
    }

    @Test
    void rootGivesTheKeeperItsTwoAndTheNodeAnotherUserWithLowPorts() throws IOException {
        start();
        assertThat(told("keeper")).startsWith("keeper 0 caps=3000 no-new=1");
        assertThat(told("node")).isEqualTo("node " + NOBODY + " caps=400 no-new=1 sockets=mine");
    }

    @Test
    void ambientCapabilitiesGoToTheKeeperAndLowPortsToTheNode() throws IOException {
        String granted = "-all,+net_admin,+net_raw,+net_bind_service";
        start(
                "setpriv",
                "--reuid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=" + granted,
                "--ambient-caps=" + granted,
                "--bounding-set=" + granted);
        assertThat(told("keeper")).startsWith("keeper " + NOBODY + " caps=3000 no-new=1");
        assertThat(told("node")).isEqualTo("node " + NOBODY + " caps=400 no-new=1 sockets=mine");
    }

    @Test
    void whoHasNoneGivesNone() throws IOException {
        start("setpriv", "--reuid=" + NOBODY, "--clear-groups", "--bounding-set=-all");
        assertThat(told("keeper")).startsWith("keeper " + NOBODY + " caps= ");
        assertThat(told("node")).startsWith("node " + NOBODY + " caps= no-new=1");
    }
}
