package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import dev.skein.model.Ticker;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Waits until the demo's node serves with all its servers, and then says so and what to try. */
final class Greeting implements Runnable {
    private static final long PATIENCE_MILLIS = 120_000;
    private static final long PAUSE_MILLIS = 100;

    private final Console console;
    private final List<Sample> samples;
    private final DemoNode own;
    private final List<DemoNode.Running> others;
    private final Path file;

    /** @param file that all nodes include */
    Greeting(Console console, List<Sample> samples, DemoNode own, List<DemoNode.Running> others, Path file) {
        this.console = console;
        this.samples = samples;
        this.own = own;
        this.others = others;
        this.file = file;
    }

    @Override
    public void run() {
        AdminClient client = AdminClient.of(url(own.admin()), "", "", ClientTls.NONE);
        long start = Ticker.SYSTEM.millis();
        String last = "";
        while (Ticker.SYSTEM.millis() - start < PATIENCE_MILLIS) {
            try {
                JsonObject pool = client.get("/api/v1/pools/samples");
                long present = objects(client.get("/api/v1/nodes"), "nodes").stream()
                        .filter(node -> text(node, "state").equals("present"))
                        .count();
                last = number(pool, "serving") + " of " + samples.size() + " servers serve, " + present
                        + " nodes are in the cluster";
                boolean all = Integer.valueOf(samples.size()).equals(pool.getInteger("serving"));
                if (all && present == others.size() + 1) {
                    greet();
                    return;
                }
            } catch (Failed e) {
                last = e.text();
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
        console.err().println("skein: not all is well after " + PATIENCE_MILLIS / 1000 + " s: " + last);
    }

    private void greet() {
        PrintWriter out = console.out();
        String url = url(own.proxy());
        String servers = samples.stream()
                .map(sample -> sample.name() + " (pid " + sample.process().pid() + ")")
                .collect(Collectors.joining(", "));
        out.println();
        out.println("proxy " + url);
        out.println("admin " + url(own.admin()));
        node(own, ProcessHandle.current().pid());
        others.forEach(other -> node(other.node(), other.process().pid()));
        out.println("servers " + servers);
        out.println();
        tip(url + "/", "another server each time; a page for browsers");
        tip("-i '" + url + "/slow?ms=2000'", "an answer that takes its time");
        tip("-d hello " + url + "/upload", "a body, and who counted it");
        out.println();
        out.println("Kill a server, or a node other than " + own.id() + ", and see the others go on:");
        DemoNode.Running last = others.getLast();
        out.println("  kill -9 " + last.process().pid() + "; sleep 1; ./skein nodes --admin " + url(own.admin()));
        out.println("Change " + file + ", and all nodes switch at once; see ./skein revisions");
        out.println("Ctrl-C stops everything.");
        out.flush();
    }

    private void node(DemoNode node, long pid) {
        console.out()
                .printf(
                        "node %s  proxy %s  admin %s  (pid %d)%n",
                        node.id(), url(node.proxy()), url(node.admin()), pid);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private void tip(String arguments, String what) {
        console.out().println("  " + String.format("%-48s", "curl " + arguments) + "  " + what);
    }
}
