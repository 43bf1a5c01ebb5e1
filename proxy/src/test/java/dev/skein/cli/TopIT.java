package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code skein top} on a real terminal, which script(1) makes: taken, drawn, resized and given back. */
class TopIT {
    private static final String ENTER = "\033[?1049h";
    private static final String LEAVE = "\033[?1049l";

    @TempDir
    Path directory;

    private AdminApi api;
    private Process process;

    @BeforeEach
    void start() throws IOException {
        api = new AdminApi().on("GET /api/v1/picture", 200, TopScreenTest.PICTURE);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String top = "stty rows 24 cols 80; exec " + java + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m"
                + " --enable-native-access=ALL-UNNAMED -cp '" + classPath() + "' dev.skein.Main top --interval 0.2";
        Path script = Files.writeString(directory.resolve("top"), top);
        ProcessBuilder builder = new ProcessBuilder("script", "-qfec", "sh " + script, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(screen().toFile());
        builder.environment().put("SKEIN_ADMIN", api.url());
        builder.environment().put("TERM", "xterm-256color");
        process = builder.start();
    }

    @AfterEach
    void stop() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        api.close();
    }

    private static String classPath() {
        if (TopIT.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private Path screen() {
        return directory.resolve("screen");
    }

    private String shown() throws IOException {
        return Files.readString(screen(), StandardCharsets.UTF_8);
    }

    private void awaitShown(String text) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(shown()).contains(text));
    }

    private void press(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    @Test
    void aKeySortsAndQuitsAndTheTerminalIsAsBefore() throws IOException, InterruptedException {
        awaitShown("sorted by rate");
        press("n");
        awaitShown("sorted by name");
        press("q");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String all = shown();
        assertThat(process.exitValue()).isZero();
        assertThat(all).startsWith(ENTER).endsWith(LEAVE).doesNotContain("WARNING", "Exception");
        assertThat(all.indexOf(LEAVE)).isEqualTo(all.lastIndexOf(LEAVE));
    }

    @Test
    void aSignalGivesTheTerminalBack() throws IOException, InterruptedException {
        awaitShown("sorted by rate");
        ProcessHandle top = process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
        assertThat(top.destroy()).isTrue();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shown()).startsWith(ENTER).contains(LEAVE).doesNotContain("WARNING", "Exception");
    }
}
