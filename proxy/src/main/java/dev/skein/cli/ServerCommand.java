package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A program with arguments that is run for one server after the other; what it prints is shown, with the server's name. */
final class ServerCommand {
    private static final int MOST_TEXT = 200;

    private final List<String> words;
    private final JsonObject pool;
    private final PrintWriter out;
    private final Set<String> begun = new HashSet<>();

    /** @param text its last line */
    record Ended(int exit, String text) {}

    /** @param pool as the API shows it */
    ServerCommand(List<String> words, JsonObject pool, PrintWriter out) {
        this.words = words;
        this.pool = pool;
        this.out = out;
    }

    /** Whether it is to be run for that step: not yet in this attempt. */
    boolean begin(JsonObject step) {
        return begun.add(text(step, "target") + " " + text(step, "attempt"));
    }

    /** Runs it. */
    CompletableFuture<Ended> run(JsonObject step) {
        String server = text(step, "target");
        List<String> command = words.stream().map(word -> filled(word, server)).toList();
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                ended.complete(run(server, command));
            } catch (RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        return ended;
    }

    /** Each argument by itself: what a name holds can't become another argument. */
    String filled(String word, String server) {
        String address = objects(pool, "servers").stream()
                .filter(one -> text(one, "id").equals(server))
                .map(one -> text(one, "address"))
                .findFirst()
                .orElse(server);
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return word.replace("{server}", server)
                .replace("{id}", server)
                .replace("{pool}", text(pool, "name"))
                .replace("{address}", address)
                .replace("{host}", bare)
                .replace("{port}", colon < 0 ? "" : address.substring(colon + 1));
    }

    private Ended run(String server, List<String> command) {
        String last = "";
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    last = line;
                    out.println("  " + server + " | " + line);
                    out.flush();
                }
            }
            return new Ended(process.waitFor(), shown(last));
        } catch (IOException e) {
            return new Ended(127, shown(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(130, "interrupted");
        }
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.length() > MOST_TEXT ? plain.substring(0, MOST_TEXT) : plain;
    }
}
