package dev.skein.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Coverage-guided fuzzing by Jazzer: {@code mvn -Pfuzz -pl admin-ui,proxy verify} always tries the same inputs, so that what
 * passed once passes again; with {@code -Dskein.fuzz.seconds=N} each target is tried for so long with new ones. What it finds
 * lies in {@code target/fuzz}; copied into {@code src/test/resources/fuzz/TARGET} it is a test.
 */
@Tag("fuzz")
class FuzzIT {
    private static final int SECONDS = Integer.getInteger("skein.fuzz.seconds", 0);
    private static final int RUNS = 100_000;
    /** A configuration takes a thousand times as long as a path. */
    private static final int CONFIGURATIONS = 3000;

    /** Two at a time, of the lowest standing: other tests that run meanwhile look at the clock. */
    @TestFactory
    Stream<DynamicTest> nothingThatComesInDoesHarm(@TempDir Path directory) {
        ExecutorService two = Executors.newFixedThreadPool(2);
        List<DynamicTest> tests = new ArrayList<>();
        for (Target target : Target.values()) {
            Path corpus = directory.resolve(target.directory());
            Future<?> tried = two.submit(() -> {
                fuzz(target, corpus);
                return null;
            });
            tests.add(DynamicTest.dynamicTest(target.toString(), tried::get));
        }
        two.shutdown();
        return tests.stream();
    }

    private static void fuzz(Target target, Path corpus) throws IOException, InterruptedException {
        Files.createDirectory(corpus);
        List<byte[]> seeds = Seeds.of(target);
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Path found = Files.createDirectories(Path.of("target/fuzz", target.directory()));
        Path log = found.resolve("log");
        int exit = new ProcessBuilder(command(target, corpus, found))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(() -> tail(log)).isZero();
    }

    private static List<String> command(Target target, Path corpus, Path found) {
        return List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=dev.skein.fuzz.FuzzEntry",
                "--target_args=" + target,
                "--instrumentation_includes=dev.skein.**",
                // The first knows no JDK 25; the second minds expressions in a configuration, which are meant.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer"
                        + ":com.code_intelligence.jazzer.sanitizers.RegexInjection",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                SECONDS > 0 ? "-max_total_time=" + SECONDS : "-runs=" + runs(target),
                SECONDS > 0 ? "-seed=0" : "-seed=1",
                "-max_len=2048",
                "-rss_limit_mb=3000",
                corpus.toString());
    }

    private static int runs(Target target) {
        return target == Target.CONFIGURATION ? CONFIGURATIONS : RUNS;
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
