package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as the parent of a node and its keeper, with a Java that only writes down what becomes of it. */
class LauncherKeeperIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String JAVA = """
        #!/bin/bash
        say() { echo "$1 $2 $$" >>"$LOG"; }
        live() {
          say "$1" started
          [ "$1" = keeper ] || [ -z "$NODE_ENDS" ] || exit "$NODE_ENDS"
          trap 'say '$1' TERM; exit 0' TERM
          trap 'say '$1' HUP' HUP
          trap 'say '$1' USR1' USR1
          # Not for ever, if the test should die.
          for ((i = 0; i < 600; i++)); do sleep 0.05; done
        }
        for argument in "$@"; do
          case $argument in
            -XX:AOTCacheOutput=*) echo cache >"${argument#*=}"; exit ;;
            keeper-directory) [ -z "$KEEPER" ] || echo "$KEEPER"; exit ;;
            dev.skein.keeper.KeeperMain) live keeper ;;
            run) live node ;;
          esac
        done
        """;

    @TempDir
    private Path temporary;

    private final Map<String, String> environment = new HashMap<>();
    private Path log;
    private @Nullable Process running;

    @BeforeEach
    void prepare() throws IOException {
        Path repository = Files.createDirectories(temporary.resolve("skein"));
        Files.copy(Path.of("..", "skein"), repository.resolve("skein"));
        repository.resolve("skein").toFile().setExecutable(true);
        Files.createDirectories(repository.resolve("proxy/target"));
        Files.writeString(repository.resolve("proxy/target/skein.jar"), "jar");
        Path java = Files.createDirectories(temporary.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, JAVA);
        java.toFile().setExecutable(true);
        Files.writeString(temporary.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.writeString(temporary.resolve("skein.conf"), "skein.cluster.virtual-ips = [ something ]\n");
        log = Files.createFile(temporary.resolve("log"));
        environment.put("SKEIN_JAVA", temporary.resolve("jdk").toString());
        environment.put("SKEIN_NODE_USER", System.getProperty("user.name"));
        environment.put("LOG", log.toString());
        environment.put("KEEPER", temporary.resolve("data/keeper").toString());
    }

    @AfterEach
    void end() throws Exception {
        launcher().destroy();
        if (!launcher().waitFor(10, TimeUnit.SECONDS)) {
            launcher().destroyForcibly();
        }
    }

    private void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("./skein/skein", "run", "-c", "skein.conf")
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("out").toFile());
        builder.environment().putAll(environment);
        running = builder.start();
    }

    private Process launcher() {
        return Objects.requireNonNull(running);
    }

    private List<String> told(String what) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.startsWith(what + " "))
                .toList();
    }

    private void awaitTold(String what, int times) {
        await().atMost(SOON).until(() -> told(what).size() == times);
    }

    private static void signal(String name, long process) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process)).start().waitFor();
    }

    private long latest(String what) throws IOException {
        return Long.parseLong(told(what).getLast().split(" ", -1)[2]);
    }

    @Test
    void aNodeThatWantsToBeStartedAgainIs() throws Exception {
        environment.put("NODE_ENDS", "75");
        start();
        awaitTold("node started", 3);
        assertThat(told("keeper started")).hasSize(1);
        signal("TERM", launcher().pid());
        assertThat(launcher().waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itStartsBothForwardsSignalsAndStopsTheNodeFirst() throws Exception {
        start();
        awaitTold("keeper started", 1);
        awaitTold("node started", 1);
        signal("HUP", launcher().pid());
        awaitTold("node HUP", 1);
        signal("USR1", launcher().pid());
        awaitTold("node USR1", 1);
        signal("TERM", launcher().pid());
        assertThat(launcher().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher().exitValue()).isZero();
        assertThat(Files.readAllLines(log).stream().filter(line -> line.contains("TERM")))
                .extracting(line -> line.split(" ", -1)[0])
                .containsExactly("node", "keeper");
    }

    @Test
    void eitherThatDiesIsStartedAgainAndTheOtherIsLeftAlone() throws Exception {
        start();
        awaitTold("keeper started", 1);
        awaitTold("node started", 1);
        signal("KILL", latest("node started"));
        awaitTold("node started", 2);
        assertThat(told("keeper started")).hasSize(1);
        signal("KILL", latest("keeper started"));
        awaitTold("keeper started", 2);
        assertThat(told("node started")).hasSize(2);
    }

    @Test
    void aWrongConfigurationEndsBoth() throws Exception {
        environment.put("NODE_ENDS", "2");
        start();
        assertThat(launcher().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher().exitValue()).isEqualTo(2);
        assertThat(told("node started")).hasSize(1);
    }

    @Test
    void whereNoKeeperIsNeededItBecomesTheNode() throws Exception {
        environment.put("KEEPER", "");
        start();
        awaitTold("node started", 1);
        assertThat(latest("node started")).isEqualTo(launcher().pid());
    }

    @Test
    void whereSomebodyElseStartsTheKeeperItBecomesTheNode() throws Exception {
        environment.put("SKEIN_KEEPER", "external");
        start();
        awaitTold("node started", 1);
        assertThat(latest("node started")).isEqualTo(launcher().pid());
        assertThat(told("keeper started")).isEmpty();
    }
}
