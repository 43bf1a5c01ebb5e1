package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;

/** A roll as lines for people. */
final class RollLines {
    private RollLines() {}

    /** One roll, or the latest of a list. */
    static void print(JsonObject answer, boolean json, PrintWriter out) {
        if (json) {
            out.println(answer.encodePrettily());
            return;
        }
        JsonObject roll = answer;
        if (answer.containsKey("rolls")) {
            List<JsonObject> rolls = objects(answer, "rolls");
            if (rolls.isEmpty()) {
                out.println("nothing was rolled yet");
                return;
            }
            roll = rolls.getFirst();
        }
        out.println(headline(roll));
        Table table = new Table(text(roll, "pool").isEmpty() ? "NODE" : "SERVER", "PHASE", "SINCE", "TEXT");
        for (JsonObject step : objects(roll, "steps")) {
            table.row(text(step, "target"), text(step, "phase"), text(step, "since"), text(step, "text"));
        }
        table.print(out);
    }

    /** {@code roll 3 of pool shop: running, 1 of 3 done}. */
    static String headline(JsonObject roll) {
        String pool = text(roll, "pool");
        String reason = text(roll, "reason");
        return "roll " + number(roll, "number") + " of " + (pool.isEmpty() ? "the nodes" : "pool " + pool) + ": "
                + text(roll, "state") + ", " + number(roll, "done") + " of "
                + objects(roll, "steps").size() + " done" + (reason.isEmpty() ? "" : ": " + reason);
    }
}
