package dev.skein.admin;

import dev.skein.config.PoolSettings;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.control.ProbeNote;
import dev.skein.control.ServerChecks.Check;
import dev.skein.control.Wish;
import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.telemetry.Metrics;
import dev.skein.telemetry.ServerStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** One server as the API shows it: configured, wished and found side by side. */
final class ServerJson {
    private ServerJson() {}

    static JsonObject of(ServerReport server, PoolSettings pool, Metrics metrics, long now) {
        ServerStats stats = metrics.server(server.key());
        JsonObject json = new JsonObject()
                .put("pool", server.key().pool())
                .put("id", server.id())
                .put("address", server.address())
                .put("zone", Texts.orNull(server.zone()))
                .put("backup", server.backup())
                .put("origin", origin(server, pool))
                .put("state", state(server))
                .put("health", health(server))
                .put("version", version(server.wish()))
                .put("admin", admin(server))
                .put("weight", weight(server))
                .put("maxConnections", server.maxConnections() == 0 ? null : server.maxConnections())
                .put("connections", new JsonObject().put("open", stats.open()).put("idle", stats.idle()));
        return Figures.traffic(json, stats, now)
                .put("lastCheck", lastCheck(server.lastProbe()))
                .put(
                        "ejectedUntil",
                        server.health() == Health.EJECTED ? Texts.time(server.ejectedUntilEpochMillis()) : null);
    }

    /** Of what was wished: another one says that somebody wished something else meanwhile. */
    static String version(Wish wish) {
        String all = Texts.word(wish.state())
                + '/'
                + wish.weight()
                + '/'
                + wish.author()
                + '/'
                + wish.reason()
                + '/'
                + wish.atEpochMillis()
                + '/'
                + wish.expiresEpochMillis();
        return Integer.toHexString(all.hashCode());
    }

    /** One server with what happened to it, and what each node finds and sends there. */
    static JsonObject detail(JsonObject json, ServerReport server, Sums sums) {
        JsonArray history = new JsonArray();
        server.history()
                .forEach(step -> history.add(new JsonObject()
                        .put("at", Texts.time(step.epochMillis()))
                        .put("from", Texts.word(step.from()))
                        .put("to", Texts.word(step.to()))
                        .put("reason", step.reason())));
        return json.put("watched", server.watched())
                .put("history", history)
                .put("nodes", sums.nodes(server.key(), server.found()));
    }

    static String origin(ServerReport server, PoolSettings pool) {
        if (server.addedAtRunTime()) {
            return "added";
        }
        boolean written = pool.servers().stream()
                .anyMatch(configured -> configured.id().equals(server.id())
                        && !configured.address().isName());
        return written ? "configured" : "resolved";
    }

    /** What follows from wish and finding, in one word. */
    static String state(ServerReport server) {
        return switch (server.adminState()) {
            case MAINTENANCE -> "maintenance";
            case DRAIN -> "draining";
            case READY -> warming(server) ? "warming" : Texts.word(server.health());
        };
    }

    private static boolean warming(ServerReport server) {
        return server.health() == Health.UP && server.effectivePercent() < 100;
    }

    static JsonObject health(ServerReport server) {
        return new JsonObject()
                .put("state", Texts.word(server.health()))
                .put("since", Texts.time(server.sinceEpochMillis()))
                .put("reason", server.reason());
    }

    static JsonObject admin(ServerReport server) {
        Wish wish = server.wish();
        boolean wished = server.adminState() != AdminState.READY || wish.weight() != null;
        return new JsonObject()
                .put("state", Texts.word(server.adminState()))
                .put("since", wished ? Texts.time(wish.atEpochMillis()) : null)
                .put("by", wished ? Texts.orNull(wish.author()) : null)
                .put("reason", wished ? Texts.orNull(wish.reason()) : null)
                .put(
                        "expiresAt",
                        wished && wish.expiresEpochMillis() > 0 ? Texts.time(wish.expiresEpochMillis()) : null)
                .put("localOnly", server.wishLocalOnly());
    }

    static JsonObject weight(ServerReport server) {
        double effective = server.takesNew() ? server.weight() * server.effectivePercent() / 100.0 : 0;
        return new JsonObject()
                .put("configured", server.configuredWeight())
                .put("wished", server.wish().weight())
                .put("effective", effective == Math.rint(effective) ? (Number) (long) effective : (Number) effective);
    }

    private static @Nullable JsonObject lastCheck(@Nullable ProbeNote note) {
        return note == null ? null : check(Check.of(note));
    }

    static JsonObject check(Check check) {
        return new JsonObject()
                .put("at", Texts.time(check.epochMillis()))
                .put("passed", check.passed())
                .put("durationMs", Figures.millis(check.latencyNanos()))
                .put("text", check.text());
    }
}
