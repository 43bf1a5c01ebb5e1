package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stays with a roll until it is over, tells what happens, and runs the commands where that is this one's part. While it
 * lives the roll knows it by its token; when it ends before its time, the roll pauses.
 */
final class RollRunner {
    static final String PATH = "/api/v1/rolls";

    private static final long LOOK_MILLIS = 400;
    /** A node that restarts, or whose place another one takes. */
    private static final int MOST_SILENT_LOOKS = 450;

    private final AdminClient client;
    private final Console console;
    private final boolean json;
    private final Map<String, String> told = new HashMap<>();
    private @Nullable ServerCommand command;
    private String token = "";
    private String state = "";

    RollRunner(AdminClient client, Console console, boolean json) {
        this.client = client;
        this.console = console;
        this.json = json;
    }

    static String path(JsonObject roll, String word) {
        return PATH + "/" + number(roll, "number") + "/" + word;
    }

    /**
     * This one runs the commands.
     *
     * @param own token by which the roll knows it
     * @param pool as the API shows it
     */
    RollRunner commands(List<String> words, String own, JsonObject pool) {
        token = own;
        command = new ServerCommand(words, pool, json ? console.err() : console.out());
        return this;
    }

    /** The exit code. */
    int follow(JsonObject begun) {
        JsonObject roll = begun;
        while (true) {
            tell(roll);
            switch (text(roll, "state")) {
                case "done" -> {
                    return end(roll, ExitCode.OK);
                }
                case "aborted" -> {
                    return end(roll, ExitCode.FAILED);
                }
                case "stopped" -> {
                    console.err().println("skein: " + RollLines.headline(roll));
                    console.err().println("'skein roll resume' tries it again, 'skein roll abort' ends it");
                    return end(roll, ExitCode.FAILED);
                }
                case "paused" -> roll = paused(roll);
                default -> roll = next(roll);
            }
        }
    }

    /** Taken for gone, this one goes on by itself; what an operator paused waits. */
    private JsonObject paused(JsonObject roll) {
        if (!token.isEmpty() && text(roll, "reason").contains("is gone")) {
            JsonObject body = new JsonObject().put("runner", token);
            return patiently(() -> client.post(path(roll, "resume"), body));
        }
        return look(roll);
    }

    private int end(JsonObject roll, int code) {
        if (json) {
            console.out().println(roll.encodePrettily());
        }
        return code;
    }

    private JsonObject next(JsonObject roll) {
        ServerCommand mine = command;
        JsonObject step = current(roll);
        if (mine != null && step != null && mine.begin(step)) {
            CompletableFuture<ServerCommand.Ended> running = mine.run(step);
            while (!running.isDone()) {
                look(roll);
            }
            ServerCommand.Ended ended = running.join();
            JsonObject result = new JsonObject()
                    .put("target", text(step, "target"))
                    .put("attempt", step.getInteger("attempt"))
                    .put("exit", ended.exit())
                    .put("text", ended.text());
            return patiently(() -> client.post(path(roll, "result"), result));
        }
        return look(roll);
    }

    private static @Nullable JsonObject current(JsonObject roll) {
        return !text(roll, "state").equals("running")
                ? null
                : objects(roll, "steps").stream()
                        .filter(step -> text(step, "target").equals(text(roll, "current")))
                        .filter(step -> text(step, "phase").equals("working")
                                && text(step, "exit").isEmpty())
                        .findFirst()
                        .orElse(null);
    }

    private JsonObject look(JsonObject roll) {
        pause();
        JsonObject now = patiently(() -> token.isEmpty()
                ? find(roll)
                : client.post(path(roll, "runner"), new JsonObject().put("runner", token)));
        tell(now);
        return now;
    }

    private JsonObject find(JsonObject roll) {
        return objects(client.get(PATH), "rolls").stream()
                .filter(one -> number(one, "number").equals(number(roll, "number")))
                .findFirst()
                .orElse(roll);
    }

    private interface Asking {
        JsonObject ask();
    }

    /** The node that is asked may be the one that restarts. */
    private JsonObject patiently(Asking asking) {
        for (int left = MOST_SILENT_LOOKS; ; left--) {
            try {
                return asking.ask();
            } catch (Failed failed) {
                boolean silent =
                        failed.exitCode() == ExitCode.NO_NODE || failed.text().contains("the node is starting");
                if (!silent || left == 0) {
                    throw failed;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(ExitCode.FAILED, "interrupted");
        }
    }

    /** What is new. */
    private void tell(JsonObject roll) {
        if (json) {
            return;
        }
        for (JsonObject step : objects(roll, "steps")) {
            String phase = text(step, "phase") + " " + number(step, "attempt");
            if (!phase.equals(told.put(text(step, "target"), phase)) && !phase.startsWith("waiting")) {
                String more = text(step, "text");
                console.out()
                        .println(text(step, "target") + ": " + text(step, "phase")
                                + (more.isEmpty() ? "" : " (" + more + ")"));
            }
        }
        if (!state.equals(text(roll, "state"))) {
            state = text(roll, "state");
            console.out().println(RollLines.headline(roll));
        }
        console.out().flush();
    }
}
