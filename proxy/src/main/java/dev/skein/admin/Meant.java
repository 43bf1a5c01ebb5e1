package dev.skein.admin;

import dev.skein.revision.Which;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which configuration a request is about. */
final class Meant {
    private static final int LABEL = 1000;

    private Meant() {}

    /** The files that were sent, a revision that was named, or the file of this node. */
    static Which of(Fields fields) {
        Object files = fields.value("files");
        Integer revision = fields.integer("revision", 1, Integer.MAX_VALUE);
        if (files == null) {
            return revision == null ? Which.ownFile() : Which.revision(revision);
        }
        if (!(files instanceof JsonObject named) || revision != null) {
            throw fields.wrong(
                    "files", "an object of names and texts, the main file's name is empty; without revision");
        }
        SortedMap<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, Object> file : named) {
            if (!(file.getValue() instanceof String text)) {
                throw fields.wrong("files", "an object of names and texts");
            }
            texts.put(file.getKey(), text);
        }
        if (!texts.containsKey("")) {
            throw fields.wrong("files", "the main file among them, by the empty name");
        }
        String label = fields.text("label", LABEL);
        return new Which(texts, null, label == null ? "candidate" : label);
    }

    /** By a parameter of the query. */
    static Which asked(RoutingContext context, String name, Which otherwise) {
        String given = context.request().getParam(name);
        if (given == null) {
            return otherwise;
        }
        try {
            return given.equals("file") ? Which.ownFile() : Which.revision(Long.parseLong(given));
        } catch (NumberFormatException e) {
            throw Refusal.of(400, name + ": " + given + " (expected: a number of a revision, or file)");
        }
    }
}
