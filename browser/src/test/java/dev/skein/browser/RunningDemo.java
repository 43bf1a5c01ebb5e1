package dev.skein.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** {@code skein demo}: nodes a, b and c and three servers, each in a process of its own. */
final class RunningDemo implements AutoCloseable {
    private static final List<String> NAMES = List.of("tomato", "steelblue", "seagreen");

    private static final List<String> NODES = List.of("a", "b", "c");

    private final Process process;
    private final Path output;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningDemo(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static RunningDemo start(Path directory) throws IOException {
        Path output = directory.resolve("output");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.skein.Main",
                "demo",
                "--port",
                "0",
                "--admin-port",
                "0");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        RunningDemo demo = new RunningDemo(process, output);
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> !demo.said("admin ").isEmpty());
        } catch (RuntimeException e) {
            demo.close();
            throw e;
        }
        return demo;
    }

    private String said(String word) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the demo ended: " + Files.readString(output));
        }
        return Files.readString(output)
                .lines()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** Of node a's page, without a slash at its end. */
    String admin() throws IOException {
        return said("admin ").split("[ ,]", -1)[0].replaceFirst("/$", "");
    }

    void served(int requests) throws IOException, InterruptedException {
        String proxy = said("proxy ").split("[ ,]", -1)[0];
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy)).build();
        for (int i = 0; i < requests; i++) {
            var unused = client.send(request, HttpResponse.BodyHandlers.discarding());
        }
    }

    /** Who answered so many requests. */
    Set<String> answered(int requests) throws IOException, InterruptedException {
        String proxy = said("proxy ").split("[ ,]", -1)[0];
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy)).build();
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < requests; i++) {
            String body =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            NAMES.stream().filter(body::contains).forEach(names::add);
        }
        return names;
    }

    /** One request through a node. */
    void asked(String node, String target) throws IOException, InterruptedException {
        var unused = answer(node, target);
    }

    /** What a node answers. */
    String answer(String node, String target) throws IOException, InterruptedException {
        return answer(node, target, "nobody");
    }

    /** What a node answers somebody. */
    String answer(String node, String target, String user) throws IOException, InterruptedException {
        String proxy = said("node " + node + " ").replaceFirst("proxy +", "").split(" ", 2)[0];
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy + target))
                .header("X-User", user)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** What the nodes share, as its file says it. */
    String configuration() throws IOException {
        String own = process.descendants()
                .map(RunningDemo::arguments)
                .filter(arguments -> arguments.contains("/b.conf"))
                .findFirst()
                .orElseThrow();
        String file =
                own.substring(own.lastIndexOf("demo-node") + "demo-node".length() + 1, own.lastIndexOf(".conf") + 5);
        return Files.readString(Path.of(file).resolveSibling("skein.conf"));
    }

    /** A change as a program makes it, by node a. */
    String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** One request after the other, of forty users in turn, through each node in turn, until interrupted. */
    void serve() {
        try {
            for (int i = 0; !Thread.interrupted(); i++) {
                var unused = answer(NODES.get(i % NODES.size()), "/", "user-" + i % 40);
            }
        } catch (IOException | InterruptedException e) {
            // The end of it, or of the demo.
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a node as power does. */
    void kill(String node) {
        process(node).destroyForcibly();
    }

    /** Nodes stand still, and none hears of them: for the others it is as if their wire was cut. */
    void freeze(List<String> nodes) throws IOException, InterruptedException {
        signal("STOP", nodes);
    }

    /** They go on where they were. */
    void thaw(List<String> nodes) throws IOException, InterruptedException {
        signal("CONT", nodes);
    }

    private void signal(String name, List<String> nodes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        nodes.forEach(node -> command.add(Long.toString(process(node).pid())));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(command.toString());
        }
    }

    private ProcessHandle process(String node) {
        return process.descendants()
                .filter(child -> arguments(child).contains("/" + node + ".conf"))
                .findFirst()
                .orElseThrow();
    }

    /** As the kernel has them: ProcessHandle cuts long ones off. */
    private static String arguments(ProcessHandle child) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"));
        } catch (IOException e) {
            // It has ended.
            return "";
        }
    }

    @Override
    public void close() {
        client.close();
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(Duration.ofSeconds(10))) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
