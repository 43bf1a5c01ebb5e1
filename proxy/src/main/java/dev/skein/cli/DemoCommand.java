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
 * {@code skein demo}: three sample web servers and a cluster of three nodes before them, with mutual TLS. The first node
 * takes this process's main thread, all others have processes of their own; a second thread waits until all is well and then
 * says what to try.
 */
@Command(
        name = "demo",
        description = "Starts three nodes and three sample web servers, and says what to try. Ctrl-C stops everything.")
final class DemoCommand implements Callable<Integer> {
    private static final List<String> NAMES = List.of("tomato", "steelblue", "seagreen");
    private static final List<String> NODES = List.of("a", "b", "c");
    private static final int GRID_PORT = 5701;
    /** Leaves room for the link's port. */
    private static final int GRID_STEP = 10;

    private final NodeRunner node;
    private final Console console;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Of the first proxy, if free (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Of the first admin listener, if free (default: ${DEFAULT-VALUE}).")
    private int adminPort = 9090;

    DemoCommand(NodeRunner node, Console console) {
        this.node = node;
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<Sample> samples = new ArrayList<>();
        List<DemoNode.Running> others = new ArrayList<>();
        try (Workshop workshop = Workshop.open()) {
            start(samples);
            List<DemoNode> nodes = nodes();
            Map<String, Integer> servers = new LinkedHashMap<>();
            samples.forEach(sample -> servers.put(sample.name(), sample.port()));
            Path base =
                    workshop.write(nodes.getFirst().proxy(), nodes.getFirst().admin(), servers);
            List<Path> files = workshop.writeCluster(base, nodes);
            for (int i = 1; i < nodes.size(); i++) {
                Path log = workshop.directory().resolve(nodes.get(i).id() + ".log");
                others.add(nodes.get(i).launch(files.get(i), log));
            }
            Greeting greeting = new Greeting(console, samples, nodes.getFirst(), others, base);
            Thread.ofPlatform().daemon().name("greeting").start(greeting);
            return node.run(new RunOptions(files.getFirst(), console.out(), console.err()));
        } finally {
            others.forEach(DemoNode.Running::close);
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

    private List<DemoNode> nodes() throws IOException {
        List<DemoNode> nodes = new ArrayList<>();
        int proxy = port;
        int admin = adminPort;
        int grid = GRID_PORT;
        for (String id : NODES) {
            proxy = pick("proxy " + id, proxy);
            admin = pick("admin " + id, admin == proxy ? proxy + 1 : admin);
            grid = Workshop.freePort(grid);
            nodes.add(new DemoNode(id, proxy, admin, grid));
            proxy = next(proxy, 1);
            admin = next(admin, 1);
            grid = next(grid, GRID_STEP);
        }
        return nodes;
    }

    /** The ports that were picked are not bound yet, so the next search must begin behind them. */
    private static int next(int picked, int step) {
        return picked + step > 65_000 ? 0 : picked + step;
    }

    private int pick(String what, int wanted) throws IOException {
        int free = Workshop.freePort(wanted);
        if (free != wanted && wanted != 0) {
            console.out().printf("port %d is taken: %s uses %d%n", wanted, what, free);
        }
        return free;
    }
}
