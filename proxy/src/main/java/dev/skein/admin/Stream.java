package dev.skein.admin;

import dev.skein.control.ReportHistory.Step;
import dev.skein.journal.Entry;
import dev.skein.journal.Position;
import dev.skein.journal.Query;
import dev.skein.transport.CutOff;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as it changes, as server-sent events: a picture first, then every second what is different, and lines of the
 * journal. Made once a second for all readers, while there are some and for two minutes after: whoever lost the connection, and
 * was alone, goes on where they were. Confined to the admin loop.
 */
final class Stream {
    private static final int MOST_READERS = 64;
    private static final long PERIOD_MILLIS = 1000;
    /** How often it is looked at whether a reader may still read. */
    private static final int CHECK_EVERY = 15;

    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int LINES = 100;

    private final NodeView node;
    private final Reports reports;
    private final Access access;
    private final Backlog backlog;
    private final Set<Reader> readers = new HashSet<>();
    private Changes changes = new Changes();
    private @Nullable Picture picture;
    /** The first look, which all share who come meanwhile. */
    private @Nullable Future<Void> first;

    private @Nullable Position position;
    private boolean running;
    /** When somebody was there last. */
    private long read;

    private long step;
    private long turn;

    private record Reader(HttpServerRequest request, HttpServerResponse response, Outbox outbox) {}

    Stream(NodeView node, Reports reports, Access access) {
        this.node = node;
        this.reports = reports;
        this.access = access;
        this.backlog = new Backlog(Long.toHexString(node.ticker().epochMillis()), this::whole);
    }

    void open(RoutingContext context) {
        if (readers.size() >= MOST_READERS) {
            throw Refusal.retryAfter(503, 10, "stream: " + MOST_READERS + " readers already (expected: fewer)");
        }
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        Reader reader = new Reader(request, response, new Outbox(response, backlog, node.ticker()));
        Answers.events(context, () -> readers.remove(reader));
        String last = request.getHeader("Last-Event-ID");
        look(context.vertx()).onComplete(done -> {
            if (!response.closed() && !response.ended()) {
                readers.add(reader);
                reader.outbox.begin(last == null ? 0 : backlog.seq(last));
                run(context.vertx());
            }
        });
    }

    private void run(Vertx vertx) {
        read = node.ticker().nanos();
        if (!running) {
            running = true;
            later(vertx);
        }
    }

    private void later(Vertx vertx) {
        vertx.setTimer(PERIOD_MILLIS, timer -> {
            if (!readers.isEmpty()) {
                read = node.ticker().nanos();
            }
            if (node.ticker().nanos() - read > KEPT_NANOS) {
                rest();
            } else {
                watch();
                tick(vertx).onComplete(done -> later(vertx));
            }
        });
    }

    private void rest() {
        running = false;
        picture = null;
        position = null;
        changes = new Changes();
        backlog.clear();
    }

    /** Where nobody was reading, there is no picture yet. */
    private Future<?> look(Vertx vertx) {
        Future<Void> looking = first;
        if (picture != null) {
            return Future.succeededFuture();
        }
        if (looking == null) {
            looking = tick(vertx);
            first = looking;
            looking.onComplete(done -> first = null);
        }
        return looking;
    }

    private Future<Void> tick(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        return reports.all()
                .compose(pools -> {
                    Picture now = Picture.of(node, pools);
                    picture = now;
                    JsonObject tick = changes.next(now).put("at", now());
                    addStep(tick);
                    send("tick", tick);
                    return journal(context);
                })
                .<Void>mapEmpty()
                // The node is starting or stopping: the next tick may tell more.
                .otherwiseEmpty();
    }

    private String now() {
        return String.valueOf(Texts.time(node.ticker().epochMillis()));
    }

    private void addStep(JsonObject tick) {
        List<Step> steps = node.history().steps();
        if (!steps.isEmpty() && steps.getLast().epochMillis() != step) {
            step = steps.getLast().epochMillis();
            tick.put("step", HistoryJson.of(List.of(steps.getLast()), null));
        }
    }

    private Future<?> journal(Context context) {
        Query query = new Query(Set.of(), Set.of(), Set.of(), 0, position, position == null ? 1 : LINES);
        return Future.fromCompletionStage(node.archive().find(query), context).map(page -> {
            boolean first = position == null;
            position = page.position();
            if (!first && !page.entries().isEmpty()) {
                send("journal", lines(page.entries()));
            }
            return null;
        });
    }

    private static JsonObject lines(List<Entry> entries) {
        JsonArray lines = new JsonArray();
        entries.forEach(entry -> lines.add(new JsonObject(entry.json())));
        return new JsonObject().put("events", lines);
    }

    private void send(String event, JsonObject data) {
        Backlog.Message message = backlog.add(event, data);
        readers.forEach(reader -> reader.outbox.offer(message));
    }

    private JsonObject whole() {
        Picture now = picture;
        JsonObject json = now == null ? new JsonObject() : now.json();
        return json.put("at", now())
                .put("node", node.cluster().membership().self().id())
                .put("scope", "cluster")
                .put("history", HistoryJson.of(node.history().steps(), null));
    }

    /** Lets those go that are too slow, and those that may read no more. */
    private void watch() {
        boolean check = turn++ % CHECK_EVERY == 0;
        for (Reader reader : new ArrayList<>(readers)) {
            if (reader.outbox.tooSlow()) {
                bye(reader, "this reader took nothing for 20 s: come again");
            } else if (check) {
                access.caller(reader.request).onFailure(refused -> bye(reader, "signed out"));
            }
        }
    }

    private void bye(Reader reader, String reason) {
        if (readers.remove(reader)) {
            reader.response
                    .end("event: bye\ndata: "
                            + new JsonObject().put("reason", reason).encode() + "\n\n")
                    .onFailure(gone -> reader.response.reset());
            // Whoever takes nothing does not take this either.
            if (reader.outbox.tooSlow()) {
                CutOff.now(reader.request.connection());
            }
        }
    }
}
