package dev.skein.admin;

import dev.skein.config.HostPort;
import dev.skein.config.Place;
import dev.skein.config.PoolSettings.ServerSettings;
import dev.skein.control.Change;
import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.control.Wish;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What operators change about servers. One change after the other, because a wish is read before it is changed and weight
 * and state share it. Confined to the admin loop.
 */
final class ServerChanges {
    private static final int NAME = 255;
    private static final int MOST_CONNECTIONS = 10_000_000;

    private final Reports reports;
    private final NodeView node;
    private Future<?> last = Future.succeededFuture();

    ServerChanges(Reports reports, NodeView node) {
        this.reports = reports;
        this.node = node;
    }

    Future<JsonObject> adminState(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("state", "expiresInMs"));
        AdminState state = Arrays.stream(AdminState.values())
                .filter(known -> Texts.word(known).equals(fields.value("state")))
                .findFirst()
                .orElseThrow(() -> fields.wrong("state", "one of [ready, drain, maintenance]"));
        return wish(context, fields, server -> new Told(state, server.wish().weight()));
    }

    Future<JsonObject> weight(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("weight", "expiresInMs"));
        if (!fields.has("weight")) {
            throw fields.wrong("weight", "0 to 256, or null");
        }
        Integer weight = fields.integer("weight", 0, 256);
        return wish(context, fields, server -> new Told(server.adminState(), weight));
    }

    private record Told(AdminState state, @Nullable Integer weight) {}

    private Future<JsonObject> wish(RoutingContext context, Fields fields, Function<ServerReport, Told> change) {
        String reason = fields.reason();
        Integer expires = fields.integer("expiresInMs", 1000, Integer.MAX_VALUE);
        String author = Access.of(context).author();
        String pool = Api.segment(context, "pool");
        String id = Api.segment(context, "server");
        return inTurn(() -> reports.server(pool, id).compose(server -> {
            Told told = change.apply(server);
            Wish before = server.wish();
            refuseStale(context, before);
            if (told.state == before.state()
                    && Objects.equals(told.weight, before.weight())
                    && expires == null
                    && (reason.isEmpty() || reason.equals(before.reason()))) {
                // Done already: the one who asked first stays its author.
                note(context, before, before);
                return reports.json(pool, id);
            }
            long now = node.ticker().epochMillis();
            long end = expires == null ? 0 : now + expires;
            Wish wish = new Wish(told.state, told.weight, author, reason, now, end);
            note(context, before, wish);
            return reports.apply(new Change.Wished(server.key(), wish)).compose(done -> reports.json(pool, id));
        }));
    }

    private static void note(RoutingContext context, Wish before, Wish after) {
        String now = words(after);
        boolean said = !after.equals(before) && now.equals(words(before));
        Audit.note(context, words(before), said ? now + ", for another reason" : now);
    }

    private static String words(Wish wish) {
        return Texts.word(wish.state())
                + (wish.weight() == null ? "" : ", weight " + wish.weight())
                + (wish.expiresEpochMillis() == 0 ? "" : ", until " + Texts.time(wish.expiresEpochMillis()));
    }

    private static void refuseStale(RoutingContext context, Wish wish) {
        String by = wish.author().isEmpty() ? "somebody" : wish.author();
        IfMatch.check(context, ServerJson.version(wish), () -> by + " has set it to " + words(wish) + " meanwhile");
    }

    /** A check at once, or the end of an ejection, on all nodes. */
    Future<JsonObject> now(RoutingContext context, boolean probe) {
        Fields.ofChange(context, Set.of());
        String pool = Api.segment(context, "pool");
        String id = Api.segment(context, "server");
        return inTurn(() ->
                reports.server(pool, id).compose(server -> probe ? probe(context, server) : reset(context, server)));
    }

    private Future<JsonObject> probe(RoutingContext context, ServerReport server) {
        if (!server.watched() && server.found().isEmpty()) {
            throw Refusal.of(409, "server: " + server.id() + " is not checked by any node (expected: one that is)");
        }
        Audit.note(context, Texts.word(server.health()), "to be checked at once");
        node.everywhere().probe(server.key());
        return reports.json(server.key().pool(), server.id());
    }

    private Future<JsonObject> reset(RoutingContext context, ServerReport server) {
        Audit.note(context, Texts.word(server.health()), "ejection reset");
        node.everywhere().resetEjection(server.key());
        // Here once more, because the answer is to show it.
        return reports.apply(new Change.EjectionReset(server.key()))
                .compose(done -> reports.json(server.key().pool(), server.id()));
    }

    Future<JsonObject> add(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("address", "id", "weight", "zone", "backup", "maxConnections"));
        String pool = Api.segment(context, "pool");
        HostPort address = HostPort.ofServer(fields.required("address", NAME));
        String id = Objects.requireNonNullElse(fields.text("id", NAME), address.text());
        Integer weight = fields.integer("weight", 0, 256);
        Integer connections = fields.integer("maxConnections", 0, MOST_CONNECTIONS);
        String zone = Objects.requireNonNullElse(fields.text("zone", NAME), "");
        boolean backup = fields.truth("backup");
        String author = Access.of(context).author();
        Audit.note(context, "none", words(id, address.text()));
        return inTurn(() -> reports.pool(pool).compose(report -> {
            refuseKnown(report, id);
            boolean tls = node.present().get().settings().pool(pool).tls().enabled();
            ServerSettings server = new ServerSettings(
                    new Place("admin API", 0),
                    id,
                    address,
                    weight == null ? 1 : weight,
                    zone,
                    backup,
                    connections == null ? 0 : connections,
                    tls);
            return reports.apply(new Change.ServerAdded(pool, server, author)).compose(done -> reports.json(pool, id));
        }));
    }

    private static void refuseKnown(PoolReport report, String id) {
        if (report.servers().stream().anyMatch(server -> server.id().equals(id))) {
            throw Refusal.of(409, "id: " + id + " (expected: one that pool " + report.name() + " does not have yet)");
        }
    }

    private static String words(String id, String address) {
        return "server " + id + " at " + address;
    }

    Future<Void> remove(RoutingContext context) {
        Reason.check(context);
        String pool = Api.segment(context, "pool");
        String id = Api.segment(context, "server");
        String author = Access.of(context).author();
        return inTurn(() -> reports.server(pool, id).compose(server -> {
            refuseStale(context, server.wish());
            if (!server.addedAtRunTime()) {
                throw Refusal.of(
                        409,
                        "server: " + id + " (expected: one that was added at run time; this one stands in the file:"
                                + " take it out there, until then there is maintenance)");
            }
            Audit.note(context, words(id, server.address()), "none");
            return reports.apply(new Change.ServerRemoved(new ServerKey(pool, id), author));
        }));
    }

    private <T> Future<T> inTurn(Supplier<Future<T>> change) {
        Future<T> mine = last.transform(before -> change.get());
        last = mine;
        return mine;
    }
}
