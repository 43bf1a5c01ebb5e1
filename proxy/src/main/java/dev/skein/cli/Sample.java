package dev.skein.cli;

import dev.skein.demo.SampleServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A sample web server in a process of its own. It ends with {@link #close()}, and also when this process ends in any way,
 * because then its standard input does.
 *
 * @param port where it listens on the loopback address
 */
record Sample(String name, int port, Process process) implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 2;

    /** Starts one; it does not listen yet. */
    static Process launch(String name, Console console) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        String cache = console.environment().get("SKEIN_AOT");
        if (!cache.isEmpty()) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SampleServer.class.getName(), name));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits until it listens. */
    static Sample of(String name, Process process) throws IOException {
        // Not closed: the stream is the process's, and nothing more comes out of it.
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(SampleServer.ANNOUNCES)) {
                String port = line.substring(SampleServer.ANNOUNCES.length());
                return new Sample(name, Integer.parseInt(port), process);
            }
        }
        process.destroyForcibly();
        throw new IOException("the sample server " + name + " did not start");
    }

    /** Ends the process, and returns when it has ended. */
    @Override
    public void close() {
        Ending.of(process, PATIENCE_SECONDS);
    }
}
