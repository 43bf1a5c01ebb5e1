package dev.skein.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A node of the demo.
 *
 * @param id also the name of its files
 * @param proxy port
 * @param admin port
 * @param grid port; the next one is the link's
 */
record DemoNode(String id, int proxy, int admin, int grid) {
    private static final int PATIENCE_SECONDS = 20;

    /** One in a process of its own. It ends with {@link #close()}, and also when this process ends in any way. */
    record Running(DemoNode node, Process process) implements AutoCloseable {
        /** Asks it to stop, and returns when it has. */
        @Override
        public void close() {
            Ending.of(process, PATIENCE_SECONDS);
        }
    }

    /**
     * Starts it with the JVM and the flags of this process.
     *
     * @param log gets what it prints
     */
    Running launch(Path file, Path log) throws IOException {
        List<String> command = new ArrayList<>(own());
        command.addAll(List.of("demo-node", file.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // How long it takes is not told from the start of the demo.
        builder.environment().remove("SKEIN_STARTED");
        return new Running(this, builder.start());
    }

    /** This process's command line up to the name of the command. */
    private static List<String> own() {
        ProcessHandle.Info info = ProcessHandle.current().info();
        List<String> arguments = Arrays.asList(info.arguments().orElse(new String[0]));
        int at = arguments.indexOf("demo");
        List<String> command = new ArrayList<>();
        if (at > 0 && info.command().isPresent()) {
            command.add(info.command().get());
            command.addAll(arguments.subList(0, at));
            return command;
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("java.class.path");
        command.addAll(List.of(java, "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(path.endsWith("skein.jar") ? List.of("-jar", path) : List.of("-cp", path, "dev.skein.Main"));
        return command;
    }
}
