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
import java.util.List;
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

    private static final String FRAME = "\033[H";
    private static final String FRAME_END = "\033[J";

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

    /** As a terminal's window does: the kernel tells the processes on it (SIGWINCH). */
    private void resize(int rows, int columns) throws IOException, InterruptedException {
        Path device = Files.readSymbolicLink(Path.of("/proc/" + top().pid() + "/fd/0"));
        Process stty = new ProcessBuilder("stty", "-F", device.toString(), "rows", "" + rows, "cols", "" + columns)
                .inheritIO()
                .start();
        assertThat(stty.waitFor()).isZero();
    }

    /** Until the last whole frame has so many lines, to the last of them, and none that is wider. */
    private void awaitFrame(int rows, int columns) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
            String all = shown();
            int end = all.lastIndexOf(FRAME_END);
            String frame = all.substring(all.lastIndexOf(FRAME, end) + FRAME.length(), end);
            List<String> lines =
                    List.of(frame.replaceAll("\\033\\[[0-9;]*[mK]|\r", "").split("\n", -1));
            assertThat(lines).hasSize(rows).allMatch(line -> line.length() <= columns);
            assertThat(lines.getLast()).contains("sorted by name");
            assertThat(frame.contains("HEAP")).isEqualTo(columns > 110);
        });
    }

    private ProcessHandle top() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
    }

    private void press(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    @Test
    void keysSortFramesFitTheWindowAsItIsResizedAndTheTerminalIsAsBefore() throws IOException, InterruptedException {
        awaitShown("sorted by rate");
        press("n");
        awaitShown("sorted by name");
        resize(10, 40);
        awaitFrame(10, 40);
        resize(40, 130);
        awaitFrame(40, 130);
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
        assertThat(top().destroy()).isTrue();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shown()).startsWith(ENTER).contains(LEAVE).doesNotContain("WARNING", "Exception");
    }
}
