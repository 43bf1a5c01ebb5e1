package dev.skein.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code skein demo}: three sample web servers, each in its own process, and a node before them in this one. The node
 * takes the main thread; a second one waits until all is well and then says what to try.
 */
@Command(
        name = "demo",
        description = "Starts a node and three sample web servers, and says what to try. Ctrl-C stops everything.")
final class DemoCommand implements Callable<Integer> {
    private static final List<String> NAMES = List.of("tomato", "steelblue", "seagreen");

    private final NodeRunner node;
    private final Console console;

    @Option(names = "--port", paramLabel = "PORT", description = "Of the proxy, if free (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Of the admin listener, if free (default: ${DEFAULT-VALUE}).")
    private int adminPort = 9090;

    DemoCommand(NodeRunner node, Console console) {
        this.node = node;
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (Workshop workshop = Workshop.open()) {
            start(samples);
            int proxy = pick("proxy", port);
            int admin = pick("admin", adminPort == proxy ? proxy + 1 : adminPort);
            Map<String, Integer> servers = new LinkedHashMap<>();
            samples.forEach(sample -> servers.put(sample.name(), sample.port()));
            Path file = workshop.write(proxy, admin, servers);
            Greeting greeting = new Greeting(console, samples, proxy, admin);
            Thread.ofPlatform().daemon().name("greeting").start(greeting);
            return node.run(new RunOptions(file, console.out(), console.err()));
        } finally {
            samples.forEach(Sample::close);
        }
    }

    /** All at once, because most of the time that a JVM needs to start it waits for itself. */
    private void start(List<Sample> samples) throws IOException {
        Map<String, Process> launched = new LinkedHashMap<>();
        for (String name : NAMES) {
            launched.put(name, Sample.launch(name, console));
        }
        for (Map.Entry<String, Process> entry : launched.entrySet()) {
            samples.add(Sample.of(entry.getKey(), entry.getValue()));
        }
    }

    private int pick(String what, int wanted) throws IOException {
        int free = Workshop.freePort(wanted);
        if (free != wanted) {
            console.out().printf("port %d is taken: %s uses %d%n", wanted, what, free);
        }
        return free;
    }
}
