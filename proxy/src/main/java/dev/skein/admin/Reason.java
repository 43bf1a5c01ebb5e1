package dev.skein.admin;

import io.vertx.ext.web.RoutingContext;

/** Why somebody wants a change, in their own words: {@code reason} of the body; of a DELETE, which has none, of the query. */
final class Reason {
    static final String NAME = "reason";
    static final int MOST = 200;
    /** What stays with a revision or a roll says why, too. */
    private static final String NOTE = "note";

    private Reason() {}

    /** Refuses one in the query that is too long for the journal, or no text. */
    static void check(RoutingContext context) {
        String given = context.request().getParam(NAME);
        if (given != null && (given.length() > MOST || given.chars().anyMatch(Character::isISOControl))) {
            throw Refusal.of(
                    400,
                    NAME + ": " + given.length() + " characters (expected: text of at most " + MOST + " characters)");
        }
    }

    /** As far as it can be read, also of a request that was refused before its fields were looked at; else empty. */
    static String of(RoutingContext context) {
        String given = context.request().getParam(NAME);
        if (given == null) {
            given = Fields.peek(context, NAME);
        }
        if (given == null || given.isBlank()) {
            given = Fields.peek(context, NOTE);
        }
        return given == null ? "" : given.strip();
    }
}
