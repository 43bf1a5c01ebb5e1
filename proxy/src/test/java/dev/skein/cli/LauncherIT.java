package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a repository of its own, where Java and Maven only write down how they were called. */
class LauncherIT {
    private static final String JAVA = """
        #!/bin/sh
        for argument in "$@"; do printf '%s\\n' "$argument"; done
        [ -z "$SKEIN_SECRET" ] || printf 'secret %s\\n' "$SKEIN_SECRET"
        for argument in "$@"; do
          case $argument in
            -XX:AOTCacheOutput=*) [ -z "$UNTRAINABLE" ] || exit 1; echo cache >"${argument#*=}" ;;
          esac
        done
        exit "${JAVA_ENDS:-0}"
        """;
    private static final String MAVEN = """
        #!/bin/sh
        echo "$@" >>"$MAVEN_CALLS"
        [ -z "$UNBUILDABLE" ] || { echo '[ERROR] no such symbol'; exit 1; }
        echo jar >proxy/target/skein.jar
        """;

    @TempDir
    private Path temporary;

    private final Map<String, String> environment = new HashMap<>();
    private Path repository;
    private Path jar;
    private Path calls;

    private record Ended(int code, String out, String err) {
        List<String> arguments() {
            return out.lines().toList();
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        repository = Files.createDirectories(temporary.resolve("a repository"));
        for (String file : List.of("pom.xml", "proxy/pom.xml", "proxy/src/main/A.java", "admin-ui/pom.xml")) {
            Files.createDirectories(repository.resolve(file).getParent());
            Files.writeString(repository.resolve(file), "");
        }
        Files.createDirectories(repository.resolve("admin-ui/src"));
        Files.copy(Path.of("..", "skein"), repository.resolve("skein"));
        repository.resolve("skein").toFile().setExecutable(true);
        jar = repository.resolve("proxy/target/skein.jar");
        calls = temporary.resolve("maven-calls");
        environment.put("SKEIN_JAVA", jdk("jdk 25", 25).toString());
        environment.put("MAVEN_CALLS", calls.toString());
        script(temporary.resolve("bin/mvn"), MAVEN.replace("proxy/target", "'" + jar.getParent() + "'"));
        environment.put("PATH", temporary.resolve("bin") + ":" + System.getenv("PATH"));
    }

    @Test
    void buildsOnceAndThenNotAgain() throws Exception {
        assertThat(skein("version").err()).contains("building", "built in");
        assertThat(skein("version").err()).isEmpty();
        assertThat(calls).content().isEqualTo("-B -f " + repository + "/pom.xml -Pquick package\n");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        skein("version");
        Path source = repository.resolve("proxy/src/main/A.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
        skein("version");
        assertThat(calls).content().hasLineCount(2);
    }

    @Test
    void aFailedBuildSaysWhyAndRunsNothing() throws Exception {
        environment.put("UNBUILDABLE", "yes");
        Ended ended = skein("version");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("[ERROR] no such symbol", "the build failed", "launcher-build.log");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void argumentsReachTheCommandAsTheyWereWrittenAndItsExitCodeComesBack() throws Exception {
        environment.put("JAVA_ENDS", "3");
        Ended ended = skein("drain", "a b", "*", "--reason", "");
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.arguments()).endsWith("-jar", jar.toString(), "drain", "a b", "*", "--reason", "");
    }

    @Test
    void worksThroughALinkFromAnotherDirectory() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("my skein"), Path.of("a repository/skein"));
        Path further = Files.createSymbolicLink(temporary.resolve("another"), link);
        Ended ended = run(temporary, further.toString(), "version");
        assertThat(ended.arguments()).endsWith("-jar", jar.toRealPath().toString(), "version");
    }

    @Test
    void aNodeIsTrainedOnceAndStartsFromTheCache() throws Exception {
        assertThat(skein("run").err()).contains("preparing a quicker start");
        Ended second = skein("run", "-c", "x.conf");
        assertThat(second.err()).isEmpty();
        assertThat(second.arguments())
                .contains("-XX:AOTCache=" + repository.resolve("proxy/target/skein.aot"))
                .contains("--enable-native-access=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError")
                .anyMatch(argument -> argument.startsWith("-Xmx"))
                .anyMatch(argument -> argument.startsWith("-XX:MaxDirectMemorySize="));
    }

    @Test
    void anotherJavaOrCollectorTrainsAgain() throws Exception {
        skein("run");
        environment.put("SKEIN_GC", "z");
        assertThat(skein("run").err()).contains("preparing a quicker start");
        environment.put("SKEIN_JAVA", jdk("jdk 26", 26).toString());
        assertThat(skein("run").err()).contains("preparing a quicker start");
    }

    @Test
    void aFailedTrainingCostsOnlyTheCache() throws Exception {
        environment.put("UNTRAINABLE", "yes");
        Ended first = skein("run");
        assertThat(first.code()).isZero();
        assertThat(first.err()).contains("no start-up cache");
        Ended second = skein("run");
        assertThat(second.err()).as("it is not tried again").isEmpty();
        assertThat(second.arguments()).noneMatch(argument -> argument.startsWith("-XX:AOTCache"));
    }

    @Test
    void ownOptionsComeLastAndTheirCollectorIsTheOnlyOne() throws Exception {
        environment.put("SKEIN_JAVA_OPTS", "-XX:+UseParallelGC -Xmx77m");
        List<String> arguments = skein("run").arguments();
        assertThat(arguments).containsSubsequence("-XX:+UseParallelGC", "-Xmx77m", "-jar");
        assertThat(arguments).doesNotContain("-XX:+UseSerialGC", "-XX:+UseG1GC");
        assertThat(arguments.lastIndexOf("-Xmx77m")).isGreaterThan(arguments.indexOf("-Xms64m"));
    }

    @Test
    void aJavaThatIsTooOldIsRefusedInOneSentence() throws Exception {
        Path old = jdk("old", 17);
        environment.put("SKEIN_JAVA", old.toString());
        Ended ended = skein("version");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).isEqualTo("skein: SKEIN_JAVA: " + old + " is Java 17 (expected: 25 or newer)\n");
    }

    @Test
    void aCollectorThatIsNoneIsRefused() throws Exception {
        environment.put("SKEIN_GC", "best");
        Ended ended = skein("run");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("SKEIN_GC: best (expected: serial, g1 or z)");
    }

    @Test
    void theCommandCanBeLookedAt() throws Exception {
        environment.put("SKEIN_PRINT", "1");
        Ended ended = skein("run");
        assertThat(ended.arguments())
                .startsWith(environment.get("SKEIN_JAVA") + "/bin/java")
                .endsWith("run");
        assertThat(ended.err()).as("nothing is trained for it").doesNotContain("preparing");
    }

    @Test
    void aPackageRunsItsOwnJarOnItsOwnRuntimeAndNeverBuilds() throws Exception {
        Path unpacked = Files.createDirectories(temporary.resolve("opt/skein"));
        Files.copy(Path.of("..", "skein"), unpacked.resolve("skein"));
        unpacked.resolve("skein").toFile().setExecutable(true);
        Files.createDirectories(unpacked.resolve("lib"));
        Files.writeString(unpacked.resolve("lib/skein.jar"), "jar");
        script(unpacked.resolve("runtime/bin/java"), JAVA);
        Files.writeString(unpacked.resolve("runtime/release"), "JAVA_VERSION=\"25.0.1\"\n");
        environment.remove("SKEIN_JAVA");
        environment.put("SKEIN_PRINT", "1");
        Ended ended = run(temporary, unpacked.resolve("skein").toString(), "version");
        assertThat(ended.arguments())
                .startsWith(unpacked.toRealPath() + "/runtime/bin/java")
                .endsWith("-jar", unpacked.toRealPath() + "/lib/skein.jar", "version");
        environment.remove("SKEIN_PRINT");
        assertThat(run(temporary, unpacked.resolve("skein").toString(), "prepare")
                        .err())
                .contains("preparing a quicker start");
        assertThat(unpacked.resolve("lib/skein.aot")).exists();
        assertThat(calls).doesNotExist();
    }

    @Test
    void aFileMayHoldTheSecret() throws Exception {
        environment.put(
                "SKEIN_SECRET_FILE",
                Files.writeString(temporary.resolve("secret"), "a secret\n").toString());
        assertThat(skein("version").arguments()).contains("secret a secret");
        environment.put("SKEIN_SECRET_FILE", "nowhere");
        assertThat(skein("version").err()).contains("SKEIN_SECRET_FILE: nowhere can't be read");
    }

    @Test
    void healthIsAskedForWithoutAJvm() throws Exception {
        environment.put("SKEIN_JAVA", "/nowhere");
        try (AdminApi node = new AdminApi()) {
            environment.put("SKEIN_ADMIN", node.url());
            node.on("GET /ready", 200, "ready");
            assertThat(skein("healthcheck")).isEqualTo(new Ended(0, "ready\n", ""));
            node.on("GET /ready", 503, "stopping");
            assertThat(skein("healthcheck").code()).isEqualTo(1);
        }
        assertThat(skein("healthcheck").code()).isEqualTo(3);
    }

    private Path jdk(String name, int version) throws IOException {
        Path home = temporary.resolve(name);
        script(home.resolve("bin/java"), JAVA);
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        file.toFile().setExecutable(true);
    }

    private Ended skein(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "./skein";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(repository, command);
    }

    private Ended run(Path directory, String... command) throws Exception {
        Path err = temporary.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }
}
