package dev.skein.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * A bench that is up: nodes {@code a b c …} on three networks, {@code client}, servers {@code s1 s2 …}; see {@code lab/lab}.
 * Closing it kills all that runs in it and removes it; what a killed test run left behind the next one removes.
 */
public final class Lab implements AutoCloseable {
    private static final Path SCRIPT = root().resolve("lab/lab");

    private final String name;
    private final List<LabProcess> processes = new ArrayList<>();

    /** What connects the places. */
    public enum Network {
        PUBLIC("203.0.113."),
        CLUSTER("10.77.1."),
        SERVERS("10.77.2.");

        private final String prefix;

        Network(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which packets vanish, as the place sees it. */
    public enum Direction {
        BOTH,
        IN,
        OUT
    }

    private Lab(String name) {
        this.name = name;
    }

    /** Builds one; fails where root, {@code ip} or {@code nft} is missing. */
    public static Lab up(int nodes, int servers) {
        String said = call(List.of("up", String.valueOf(nodes), String.valueOf(servers)));
        // Before its name there may be complaints of ip about other benches, which are being removed.
        return new Lab(said.lines().reduce((before, line) -> line).orElseThrow());
    }

    /** A place's IPv4 address. */
    public static String address(String place, Network network) {
        int last = switch (place.charAt(0)) {
            case 's' -> 100 + Integer.parseInt(place.substring(1));
            default -> place.equals("client") ? 100 : 11 + place.charAt(0) - 'a';
        };
        return network.prefix + last;
    }

    /** Where a thread of this process can go to. */
    Place place(String place) {
        return new Place(name + "-" + place);
    }

    /** Starts a program at a place; its output is read line by line. */
    public LabProcess run(String place, List<String> command) {
        List<String> all = new ArrayList<>(List.of(SCRIPT.toString(), name, "run", place));
        all.addAll(command);
        LabProcess process = LabProcess.start(all);
        processes.add(process);
        return process;
    }

    /** Starts a Java program of the tests' own class path, with little memory. */
    public LabProcess java(String place, Class<?> main, String... arguments) {
        return run(place, command(main, arguments));
    }

    static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Where this test's own classes come from; a console that runs tests keeps them out of the usual property. */
    static String classPath() {
        if (!(Lab.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        StringJoiner paths = new StringJoiner(":");
        for (URL url : loader.getURLs()) {
            paths.add(url.getPath());
        }
        return paths.toString();
    }

    /** Packets vanish between a place and a network, and nobody is told. */
    public void cut(String place, Network network, Direction direction) {
        call("cut", place, network.toString(), direction.name().toLowerCase(Locale.ROOT));
    }

    /** The link goes down; both ends see it. */
    public void unplug(String place, Network network) {
        call("unplug", place, network.toString());
    }

    /** Undoes a cut or an unplugging. */
    public void heal(String place, Network network) {
        call("heal", place, network.toString());
    }

    /** Undoes all of them. */
    public void heal() {
        call("heal");
    }

    /** SIGSTOP; returns when it has stopped. */
    public void freeze(LabProcess process) {
        call("freeze", String.valueOf(process.pid()));
    }

    /** SIGCONT. */
    public void thaw(LabProcess process) {
        call("thaw", String.valueOf(process.pid()));
    }

    /** SIGKILL. */
    public void kill(LabProcess process) {
        call("kill", String.valueOf(process.pid()));
    }

    private void call(String... arguments) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(Arrays.asList(arguments));
        call(all);
    }

    private static String call(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(directory.resolve("lab/lab"))) {
            directory = Objects.requireNonNull(directory.getParent(), "no lab/lab here or above");
        }
        return directory;
    }

    @Override
    public void close() {
        processes.forEach(LabProcess::close);
        call("down");
    }
}
