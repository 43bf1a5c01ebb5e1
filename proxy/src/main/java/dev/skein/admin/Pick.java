package dev.skein.admin;

import dev.skein.balance.Affinity;
import dev.skein.balance.Candidate;
import dev.skein.balance.Candidates;
import dev.skein.balance.ConsistentHash;
import dev.skein.balance.PickContext;
import dev.skein.balance.Rotation;
import dev.skein.balance.Selection;
import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.model.AdminState;
import dev.skein.model.RequestView;
import dev.skein.snapshot.Pool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which server of a pool a request would get, and why. Picks from a copy of the pool's candidates with a rotation of its
 * own, and by the steps of {@link Candidates#select} that count nothing: no turn is used up, no session bound.
 */
final class Pick {
    private final PoolReport report;
    private final Candidates set;
    private final PickContext context =
            new PickContext(0, ThreadLocalRandom.current().nextLong());

    private Pick(PoolReport report, Candidates set) {
        this.report = report;
        this.set = set;
    }

    /** Adds {@code server}, {@code why} and {@code candidates} to the answer. */
    static JsonObject of(JsonObject answer, RequestView request, Pool pool, PoolReport report, long now) {
        return new Pick(report, copy(pool.view().candidates())).answer(answer, request, now);
    }

    private static Candidates copy(Candidates original) {
        Selection used = original.selection();
        Selection own = new Selection(
                used.balancer(),
                used.affinity(),
                new Rotation(1),
                used.panicThreshold(),
                used.zone(),
                used.localShare());
        List<Candidate> members = new ArrayList<>();
        for (int i = 0; i < original.size(); i++) {
            members.add(original.at(i));
        }
        return Candidates.of(own, members);
    }

    private JsonObject answer(JsonObject answer, RequestView request, long now) {
        context.begin(now);
        int server = set.selection().affinity().bound(set, request, context);
        boolean bound = server >= 0;
        if (server != Affinity.WAIT && !bound) {
            if (set.selection().balancer() instanceof ConsistentHash hashing) {
                context.hash(hashing.key().hash(request));
            }
            server = set.pick(context);
        }
        JsonArray candidates = new JsonArray();
        for (int i = 0; i < set.size(); i++) {
            candidates.add(candidate(i));
        }
        return answer.put("server", server < 0 ? null : set.at(server).key().server())
                .put("why", why(server, bound))
                .put("candidates", candidates);
    }

    private String why(int server, boolean bound) {
        if (bound) {
            return set.selection().affinity() instanceof Affinity.Cookie
                    ? "the session's cookie names it"
                    : "the session's key is bound to it";
        }
        if (server == Affinity.WAIT) {
            return "the session's server has all its places taken: the request waits";
        }
        if (server >= 0) {
            String session =
                    set.selection().affinity() instanceof Affinity.None ? "" : "no session is bound to another; ";
            return session + report.balance() + " picks it";
        }
        return context.saturated()
                ? "all places are taken: the request waits in the queue"
                : "none may get it: the answer would be 503";
    }

    private JsonObject candidate(int index) {
        Candidate candidate = set.at(index);
        String id = candidate.key().server();
        ServerReport known = report.servers().stream()
                .filter(server -> server.id().equals(id))
                .findFirst()
                .orElse(null);
        boolean full = candidate.maxConnections() > 0 && candidate.load().acquired() >= candidate.maxConnections();
        int rank = set.rankOf(index);
        return new JsonObject()
                .put("server", id)
                .put("eligible", rank >= 0 && !full)
                .put(
                        "why",
                        full ? "all " + candidate.maxConnections() + " places taken" : state(known, candidate, rank));
    }

    private String state(@Nullable ServerReport server, Candidate candidate, int rank) {
        if (server == null) {
            return "not known any more";
        }
        String state = ServerJson.state(server);
        if (server.adminState() != AdminState.READY) {
            String reason = server.wish().reason();
            return state + " by " + server.wish().author() + (reason.isEmpty() ? "" : ": " + reason);
        }
        if (rank < 0) {
            boolean unweighted = candidate.weight() == 0;
            return unweighted ? state + ", weight 0: bound sessions only" : state + ": " + server.reason();
        }
        String choice = rank == 0 ? "" : ", choice " + (rank + 1) + (candidate.backup() ? " (backup)" : "");
        String panic = report.panic() && !server.takesNew() ? ", used all the same: too few are healthy" : "";
        return state + ", weight " + candidate.weight() + ", " + server.inFlight() + " in flight" + choice + panic;
    }
}
