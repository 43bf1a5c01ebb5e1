package dev.skein.admin;

import dev.skein.journal.Archive;
import dev.skein.journal.Entry;
import dev.skein.journal.Position;
import dev.skein.journal.Query;
import dev.skein.telemetry.EventKind;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The journals of all nodes, as asked for. */
final class Events {
    private static final int MOST = 1000;
    private static final int USUAL = 100;
    private static final Set<String> KINDS =
            Arrays.stream(EventKind.values()).map(EventKind::code).collect(Collectors.toSet());
    private static final Set<String> SEVERITIES = Arrays.stream(EventKind.Severity.values())
            .map(severity -> severity.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());

    private final Archive archive;

    Events(Archive archive) {
        this.archive = archive;
    }

    void answer(RoutingContext context) {
        Query query = query(context.request());
        Future.fromCompletionStage(archive.find(query), context.vertx().getOrCreateContext())
                .onSuccess(page -> Answers.text(context, 200, "application/json; charset=utf-8", json(page)))
                .onFailure(context::fail);
    }

    private static Query query(HttpServerRequest request) {
        return new Query(
                Set.copyOf(request.params().getAll("node")),
                known("kind", request.params().getAll("kind"), KINDS),
                known("severity", request.params().getAll("severity"), SEVERITIES),
                time("since", request.getParam("since"), 0),
                time("until", request.getParam("until"), Long.MAX_VALUE),
                after(request.getParam("after")),
                limit(request.getParam("limit")));
    }

    private static Set<String> known(String name, List<String> asked, Set<String> known) {
        for (String word : asked) {
            if (!known.contains(word)) {
                String hint = known.size() < 10
                        ? String.join(", ", new TreeSet<>(known))
                        : "a kind of events, as server-down";
                throw Refusal.of(400, name + ": " + word + " (expected: " + hint + ")");
            }
        }
        return Set.copyOf(asked);
    }

    private static long time(String name, @Nullable String text, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.of(400, name + ": " + text + " (expected: a time, as 2026-11-21T14:06:09Z)");
        }
    }

    private static @Nullable Position after(@Nullable String text) {
        try {
            return text == null ? null : Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(400, "after: " + text + " (expected: the position of a former answer, or nothing)");
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= MOST) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through: it is as wrong as a number out of range.
        }
        throw Refusal.of(400, "limit: " + text + " (expected: 1 to " + MOST + ")");
    }

    private static String json(Query.Page page) {
        String entries = page.entries().stream().map(Entry::json).collect(Collectors.joining(","));
        return "{\"events\":[" + entries + "],\"position\":\"" + page.position() + "\"}";
    }
}
