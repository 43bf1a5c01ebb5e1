package dev.skein.admin;

import dev.skein.config.AdminSettings.Role;
import dev.skein.model.Ticker;
import dev.skein.tap.Taps;
import dev.skein.telemetry.TapFilter;
import dev.skein.telemetry.TapWatch.Found;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests of all nodes as they end, as server-sent events, for so long as somebody reads. Confined to the admin loop. */
final class TapApi {
    private static final String PATH = "/api/v1/tap";
    private static final int MOST_READERS = 8;
    private static final int USUAL_LINES = 20;
    private static final int MOST_LINES = 200;
    private static final int PERIOD_MILLIS = 250;
    /** A batch goes out as often although nothing was found: how many passed is news, too. */
    private static final int QUIET_TURNS = 4;
    /** How often it is looked at whether a reader may still read. */
    private static final int CHECK_TURNS = 60;

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final NodeView node;
    private final Access access;
    private int readers;

    TapApi(NodeView node, Access access) {
        this.node = node;
        this.access = access;
    }

    void mount(Router router) {
        Api.readable(router, PATH)
                .handler(access.needs(Role.OPERATOR, TapApi::pool))
                .handler(this::open);
    }

    /** The only one whose requests are wanted; null: more. */
    private static @Nullable String pool(RoutingContext context) {
        List<String> asked = context.queryParam("pool");
        return asked.size() == 1 ? asked.getFirst() : null;
    }

    private void open(RoutingContext context) {
        MultiMap asked = context.queryParams();
        Map<String, String> filter = new TreeMap<>();
        asked.forEach((name, value) -> {
            if (!name.equals("most") && !value.isEmpty()) {
                filter.put(name, value);
            }
        });
        int most = most(asked.get("most"));
        if (readers >= MOST_READERS) {
            throw Refusal.retryAfter(503, 10, "tap: " + MOST_READERS + " readers already (expected: fewer)");
        }
        Taps.Session session;
        try {
            session = node.taps().watch(TapFilter.of(filter), most);
        } catch (IllegalStateException full) {
            throw Refusal.retryAfter(503, 10, String.valueOf(full.getMessage()));
        }
        readers++;
        Reader reader = new Reader(context, session);
        Answers.events(context, reader::end);
        reader.later();
    }

    private static int most(@Nullable String text) {
        try {
            int most = text == null ? USUAL_LINES : Integer.parseInt(text);
            if (most >= 1 && most <= MOST_LINES) {
                return most;
            }
        } catch (NumberFormatException e) {
            // Falls through: it is as wrong as a number out of range.
        }
        throw Refusal.of(400, "most: " + text + " (expected: 1 to " + MOST_LINES + " lines a second of each node)");
    }

    /** One who reads. */
    private final class Reader {
        private final Vertx vertx;
        private final HttpServerRequest request;
        private final HttpServerResponse response;
        private final Taps.Session session;
        private final @Nullable String pool;
        private final Ticker ticker = node.ticker();
        private final long began = ticker.nanos();
        private int quiet = QUIET_TURNS;
        private int turn;
        private boolean over;
        /** Exchanges that ended, and that the client was not told of yet. */
        private long seen;

        Reader(RoutingContext context, Taps.Session session) {
            this.vertx = context.vertx();
            this.request = context.request();
            this.response = context.response();
            this.session = session;
            this.pool = pool(context);
        }

        private void end() {
            if (!over) {
                over = true;
                readers--;
                session.close();
            }
        }

        private void later() {
            vertx.setTimer(PERIOD_MILLIS, timer -> look());
        }

        private void look() {
            if (over) {
                return;
            }
            if (ticker.nanos() - began > LONGEST_NANOS) {
                bye("ten minutes are over");
                return;
            }
            if (turn++ % CHECK_TURNS == CHECK_TURNS - 1) {
                access.caller(request).onFailure(refused -> bye("signed out")).onSuccess(caller -> {
                    if (!caller.may(Role.OPERATOR) || !caller.mayTouch(pool)) {
                        bye("not allowed any more");
                    }
                });
            }
            if (response.writeQueueFull()) {
                // What is found meanwhile waits at its node, or is counted as skipped there.
                later();
                return;
            }
            send(session.take());
            later();
        }

        private void send(Taps.Batch batch) {
            boolean empty = batch.byNode().values().stream()
                    .allMatch(found -> found.lines().isEmpty() && found.skipped() == 0);
            seen += batch.byNode().values().stream().mapToLong(Found::seen).sum();
            if (over || (empty && quiet++ < QUIET_TURNS)) {
                return;
            }
            quiet = 0;
            response.write("event: lines\ndata: " + json(batch, seen).encode() + "\n\n");
            seen = 0;
        }

        private void bye(String reason) {
            if (!over) {
                end();
                response.end("event: bye\ndata: "
                        + new JsonObject().put("reason", reason).encode() + "\n\n");
            }
        }
    }

    private static JsonObject json(Taps.Batch batch, long seen) {
        JsonArray lines = new JsonArray();
        long skipped = 0;
        for (Map.Entry<String, Found> entry : batch.byNode().entrySet()) {
            skipped += entry.getValue().skipped();
            entry.getValue().lines().forEach(line -> lines.add(new JsonObject(line).put("node", entry.getKey())));
        }
        return new JsonObject()
                .put("lines", lines)
                .put("seen", seen)
                .put("skipped", skipped)
                .put("watched", sorted(batch.watched()))
                .put("silent", sorted(batch.silent()));
    }

    private static JsonArray sorted(Set<String> nodes) {
        return new JsonArray(List.copyOf(new TreeSet<>(nodes)));
    }
}
