package dev.skein.cli;

import dev.skein.demo.SampleServer;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;

/**
 * {@code skein train}: what the launcher runs once after a build, so that the JVM can write down (JEP 483, 514, 515) which
 * classes a node loads and which methods it runs often. A node that proxies to a server in the same process for a moment
 * and then stops as on SIGTERM.
 */
@Command(name = "train", hidden = true, description = "Runs a node for a moment, for the JVM's start-up cache.")
final class TrainCommand implements Callable<Integer> {
    private static final long PATIENCE_MILLIS = 20_000;
    private static final long PAUSE_MILLIS = 25;
    private static final int ROUNDS = 400;

    private final NodeRunner node;
    private final Console console;

    TrainCommand(NodeRunner node, Console console) {
        this.node = node;
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int server = SampleServer.start("training").await().actualPort();
        int port = Workshop.freePort(0);
        int admin = Workshop.freePort(0);
        AtomicInteger exit = new AtomicInteger(ExitCode.FAILED);
        try (Workshop workshop = Workshop.open()) {
            Path file = workshop.write(port, admin, Map.of("training", server));
            Thread driver = Thread.ofPlatform().name("driver").start(() -> exit.set(drive(port, admin)));
            int stopped = node.run(new RunOptions(file, console.out(), console.err()));
            driver.interrupt();
            driver.join();
            return stopped == ExitCode.OK ? exit.get() : stopped;
        }
    }

    /** Waits for the node, asks it this and that, and tells it to stop. */
    private int drive(int port, int admin) {
        URI proxy = URI.create("http://127.0.0.1:" + port);
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            awaitFirst(http, proxy);
            for (int i = 0; i < ROUNDS; i++) {
                http.send(HttpRequest.newBuilder(proxy.resolve("/")).build(), BodyHandlers.discarding());
            }
            BodyPublisher body = BodyPublishers.ofByteArray(new byte[100_000]);
            http.send(
                    HttpRequest.newBuilder(proxy.resolve("/upload")).POST(body).build(), BodyHandlers.discarding());
            askAdmin(admin);
            // A shell's own kill: small systems have no program of that name.
            new ProcessBuilder(
                            "sh", "-c", "kill -TERM " + ProcessHandle.current().pid())
                    .start();
            return ExitCode.OK;
        } catch (IOException e) {
            console.err().println("skein: training: " + e);
            Runtime.getRuntime().halt(ExitCode.FAILED);
        } catch (InterruptedException e) {
            // The node has ended by itself, and said why.
            Thread.currentThread().interrupt();
        }
        return ExitCode.FAILED;
    }

    /** Loads what the commands load that ask a node. Nothing of a node's start depends on the answer. */
    private void askAdmin(int port) {
        try {
            AdminClient.of("http://127.0.0.1:" + port, "", "", ClientTls.NONE).get("/api/v1/status");
        } catch (Failed e) {
            console.err().println("skein: training without the admin API: " + e.text());
        }
    }

    private static void awaitFirst(HttpClient http, URI proxy) throws IOException, InterruptedException {
        long start = Ticker.SYSTEM.millis();
        String last = "";
        while (Ticker.SYSTEM.millis() - start < PATIENCE_MILLIS) {
            try {
                HttpRequest request = HttpRequest.newBuilder(proxy).build();
                int status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status == 200) {
                    return;
                }
                last = "status " + status;
            } catch (ConnectException e) {
                last = "no connection";
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new IOException("the node does not proxy: " + last);
    }
}
