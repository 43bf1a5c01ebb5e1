package dev.skein.cli;

import static dev.skein.cli.Numbers.number;

import dev.skein.model.Ticker;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Waits until the demo's node serves with all its servers, and then says so and what to try. */
final class Greeting implements Runnable {
    private static final long PATIENCE_MILLIS = 30_000;
    private static final long PAUSE_MILLIS = 100;

    private final Console console;
    private final List<Sample> samples;
    private final int proxy;
    private final int admin;

    Greeting(Console console, List<Sample> samples, int proxy, int admin) {
        this.console = console;
        this.samples = samples;
        this.proxy = proxy;
        this.admin = admin;
    }

    @Override
    public void run() {
        AdminClient client = AdminClient.of("http://127.0.0.1:" + admin, "", "", "");
        long start = Ticker.SYSTEM.millis();
        String last = "";
        while (Ticker.SYSTEM.millis() - start < PATIENCE_MILLIS) {
            try {
                JsonObject pool = client.get("/api/v1/pools/samples");
                last = number(pool, "serving") + " of " + samples.size() + " servers serve";
                if (Integer.valueOf(samples.size()).equals(pool.getInteger("serving"))) {
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
        String url = "http://127.0.0.1:" + proxy;
        String servers = samples.stream()
                .map(sample -> sample.name() + " (pid " + sample.process().pid() + ")")
                .collect(Collectors.joining(", "));
        out.println();
        out.println("proxy " + url);
        out.println("admin http://127.0.0.1:" + admin);
        out.println("servers " + servers);
        out.println();
        tip(url + "/", "another server each time; a page for browsers");
        tip("-i '" + url + "/slow?ms=2000'", "an answer that takes its time");
        tip("-d hello " + url + "/upload", "a body, and who counted it");
        out.println();
        out.println("Kill one of the servers and see nothing happen. Ctrl-C stops everything.");
        out.flush();
    }

    private void tip(String arguments, String what) {
        console.out().println("  " + String.format("%-48s", "curl " + arguments) + "  " + what);
    }
}
