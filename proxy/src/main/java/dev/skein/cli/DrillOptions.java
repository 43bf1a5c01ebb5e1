package dev.skein.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Option;

/** How a drill goes, now or as often as its schedule says. */
final class DrillOptions {
    @Option(names = "--for", paramLabel = "TIME", description = "How long (default: 30s; at most 1h).")
    private String time = "";

    @Option(names = "--to", paramLabel = "NODE", description = "Of an address: where to (default: any node).")
    private String to = "";

    @Option(
            names = "--probe",
            paramLabel = "URL",
            description = "What is asked meanwhile (default: the address, or a listener%nof the node that measures).")
    private String url = "";

    /** The body of a request for a drill of this kind. */
    JsonObject body(String kind, String target) {
        JsonObject body = new JsonObject().put("kind", kind).put("target", target);
        ForOption.add(body, "forMs", "--for", time);
        if (!to.isEmpty()) {
            body.put("to", to);
        }
        return url.isEmpty() ? body : body.put("url", url);
    }
}
