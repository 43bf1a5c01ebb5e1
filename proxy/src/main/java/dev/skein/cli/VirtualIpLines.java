package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;

/** Virtual addresses and who holds them, one a line. */
final class VirtualIpLines {
    private VirtualIpLines() {}

    /** {@code 203.0.113.10/24 on eth0 (spread): a since …, term 42}. */
    static void print(JsonObject answer, PrintWriter out) {
        for (JsonObject one : objects(answer, "virtualIps")) {
            String holder = text(one, "holder");
            String held = holder.isEmpty()
                    ? "nobody"
                    : holder + " since " + text(one, "since") + ", term " + text(one, "term");
            String mode = text(one, "mode");
            String where = one.getString("interface") == null ? "" : " on " + text(one, "interface");
            String how = mode.equals("active-passive") ? "" : " (" + mode + ")";
            String who = mode.equals("routed") ? "every node that is well" : held;
            out.println(text(one, "address") + "/" + text(one, "prefix") + where + how + ": " + who);
        }
    }
}
