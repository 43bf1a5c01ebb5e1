package dev.skein.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skein demo-node}: a node that ends with the demo that started it, however that one ends. */
@Command(name = "demo-node", hidden = true, description = "Runs a node of the demo.")
final class DemoNodeCommand implements Callable<Integer> {
    private final NodeRunner node;
    private final Console console;

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("skein.conf");

    DemoNodeCommand(NodeRunner node, Console console) {
        this.node = node;
        this.console = console;
    }

    @Override
    public Integer call() {
        Thread.ofPlatform().daemon().name("parent").start(DemoNodeCommand::awaitParent);
        return node.run(new RunOptions(file, console.out(), console.err()));
    }

    private static void awaitParent() {
        InputStream in = System.in;
        try {
            while (in.read() >= 0) {
                // Nothing is ever written to us.
            }
        } catch (IOException e) {
            // As good as its end.
            Runtime.getRuntime().halt(ExitCode.FAILED);
        }
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
