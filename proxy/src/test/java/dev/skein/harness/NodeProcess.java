package dev.skein.harness;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code skein run} in a process of its own, with what it prints in a file; gone with the test. */
public final class NodeProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("(\\w+) https?://[0-9.]+:(\\d+)");

    private final ProcessHandle process;
    private final Path output;

    private NodeProcess(ProcessHandle process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** A process that somebody has started, which prints into this file. */
    public static NodeProcess of(long pid, Path output) {
        return new NodeProcess(ProcessHandle.of(pid).orElseThrow(), output);
    }

    /** The command that runs a node: this JVM's own, and the classes under test. */
    public static List<String> command(Path configuration, String... options) {
        return Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        Stream.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"),
                        Stream.of("--sun-misc-unsafe-memory-access=allow", "-Xmx128m"),
                        // The log as the launcher has it.
                        Stream.of("-Dlogback.configurationFile="
                                + Path.of("../conf/logback.xml").toAbsolutePath()),
                        Arrays.stream(options),
                        Stream.of("-cp", classPath(), "dev.skein.Main", "run", "-c", configuration.toString()))
                .flatMap(part -> part)
                .toList();
    }

    /** Starts a node; {@link #port} waits until it serves. */
    public static Started start(Path configuration, Path output, String... options) throws IOException {
        return start(command(configuration, options), output);
    }

    /** Starts one that may have at most so many files and sockets open. */
    public static Started startWith(int descriptors, Path configuration, Path output) throws IOException {
        List<String> limited =
                new ArrayList<>(List.of("bash", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "-"));
        limited.addAll(command(configuration));
        return start(limited, output);
    }

    private static Started start(List<String> command, Path output) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Started(process, new NodeProcess(process.toHandle(), output));
    }

    /** A child of ours, whose end can be seen. */
    public record Started(Process process, NodeProcess node) implements AutoCloseable {
        public int port(String listener) {
            return node.port(listener);
        }

        public void signal(String name) throws IOException {
            node.signal(name);
        }

        /** Waits for the end; the exit code. */
        public int end() throws IOException {
            try {
                if (process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                    return process.exitValue();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("still runs: " + node.output());
        }

        @Override
        public void close() {
            node.close();
        }
    }

    private static String classPath() {
        ClassLoader loader = NodeProcess.class.getClassLoader();
        if (loader instanceof URLClassLoader urls) {
            return Arrays.stream(urls.getURLs())
                    .map(URL::getPath)
                    .map(path -> URI.create("file:" + path).getPath())
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    /** Where a listener, or {@code admin}, is bound, once the node says that it is ready. */
    public int port(String listener) {
        String line = Awaitility.await()
                .atMost(START)
                .until(
                        () -> output().lines()
                                .filter(text -> text.startsWith("ready in "))
                                .findFirst()
                                .orElse(process.isAlive() ? "" : "ended: " + output()),
                        text -> !text.isEmpty());
        Matcher address = ADDRESS.matcher(line);
        while (address.find()) {
            if (address.group(1).equals(listener)) {
                return Integer.parseInt(address.group(2));
            }
        }
        throw new AssertionError(listener + ": not in " + line);
    }

    /** All that it has printed. */
    public String output() throws IOException {
        return Files.exists(output) ? Files.readString(output) : "";
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** {@code TERM}, {@code HUP}, {@code STOP}... */
    public void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-s", name, Long.toString(pid())).start();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException("kill -s " + name + ": "
                        + new String(kill.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
