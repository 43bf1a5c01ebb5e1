package dev.skein.admin;

import dev.skein.balance.Affinity;
import dev.skein.balance.Candidates;
import dev.skein.balance.KeySource;
import dev.skein.balance.PickContext;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.config.AdminSettings.Role;
import dev.skein.config.AffinitySettings;
import dev.skein.config.PoolSettings;
import dev.skein.control.SessionCounts;
import dev.skein.http.RequestHead;
import dev.skein.model.ClientAddress;
import dev.skein.model.ServerKey;
import dev.skein.snapshot.Pool;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sessions of clients: where one goes and why, how many each server has, and one taken off its server. Confined to the admin loop. */
final class BindingApi {
    private static final String V1 = "/api/v1";
    private static final int NAME = 255;
    private static final int VALUE = 4096;

    private final NodeView node;
    private final Reports reports;

    BindingApi(NodeView node, Reports reports) {
        this.node = node;
        this.reports = reports;
    }

    void mount(Router router, Access access) {
        Api.readable(router, V1 + "/sessions")
                .handler(access.needs(Role.VIEWER))
                .handler(context -> Answers.json(context, 200, list()));
        router.post(V1 + "/sessions/find")
                .handler(access.needs(Role.OPERATOR, context -> Fields.peek(context, "pool")))
                .handler(context -> Answers.later(context, find(context)));
        router.post(V1 + "/pools/:pool/sessions/unbind")
                .handler(access.needs(Role.OPERATOR))
                .handler(context -> Answers.later(context, unbind(context)));
        router.post(V1 + "/pools/:pool/servers/:server/unbind-sessions")
                .handler(access.needs(Role.OPERATOR))
                .handler(context -> Answers.later(context, unbindAll(context)));
    }

    private JsonObject list() {
        JsonArray pools = new JsonArray();
        Map<String, SessionCounts> counts = counts();
        for (PoolSettings settings : node.present().get().settings().pools()) {
            Pool pool = node.snapshots().current().pools().get(settings.name());
            if (pool != null && settings.affinity().mode() != AffinitySettings.Mode.NONE) {
                pools.add(json(settings, pool.view().candidates(), counts));
            }
        }
        return new JsonObject()
                .put("scope", "cluster")
                .put("nodes", new JsonArray(List.copyOf(counts.keySet())))
                .put("pools", pools);
    }

    /** By node, of this one as it is now, of the others as they told last. */
    private Map<String, SessionCounts> counts() {
        Map<String, SessionCounts> counts = new TreeMap<>();
        node.cluster().reports().latest(SessionCounts.KIND).forEach((id, report) -> {
            try {
                counts.put(id, SessionCounts.decode(report.value()));
            } catch (MalformedException e) {
                // Of a version that this one can't read: it is not among the nodes that are named, then.
                counts.remove(id);
            }
        });
        counts.put(
                node.cluster().membership().self().id(),
                SessionCounts.of(node.snapshots().current(), node.ticker().nanos()));
        return counts;
    }

    private JsonObject json(PoolSettings settings, Candidates set, Map<String, SessionCounts> counts) {
        boolean kept = SessionCounts.kept(set);
        JsonArray servers = new JsonArray();
        for (int i = 0; i < set.size(); i++) {
            servers.add(json(set.at(i).key(), kept, counts));
        }
        return new JsonObject()
                .put("pool", settings.name())
                .put("mode", Texts.word(settings.affinity().mode()))
                .put("name", Texts.orNull(settings.affinity().name()))
                .put("servers", servers);
    }

    /** One whose requests came by several nodes is in each one's number: so it is at most the sum, at least the largest. */
    private static JsonObject json(ServerKey server, boolean kept, Map<String, SessionCounts> counts) {
        JsonObject byNode = new JsonObject();
        int most = 0;
        int least = 0;
        for (Map.Entry<String, SessionCounts> node : counts.entrySet()) {
            int count = node.getValue().byServer().getOrDefault(server, 0);
            byNode.put(node.getKey(), count);
            most += count;
            least = Math.max(least, count);
        }
        return new JsonObject()
                .put("server", server.server())
                .put("sessions", kept ? most : null)
                .put("atLeast", kept ? least : null)
                .put("nodes", kept ? byNode : null);
    }

    /** What a client shows of its session: the value of the cookie or of the field, or its address. */
    private record Shown(Pool pool, AffinitySettings affinity, Candidates set, ClientAddress client, String value) {
        long hash() {
            byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
            return affinity.mode() == AffinitySettings.Mode.CLIENT_ADDRESS
                    ? KeySource.Client.hash(client)
                    : KeySource.hash(bytes, 0, bytes.length);
        }

        RequestHead head() {
            String field = switch (affinity.mode()) {
                case COOKIE, APP_COOKIE -> "Cookie: " + affinity.name() + "=" + value + "\r\n";
                case HEADER -> affinity.name() + ": " + value + "\r\n";
                case CLIENT_ADDRESS, NONE -> "";
            };
            return Question.head("GET / HTTP/1.1\r\nHost: session\r\n" + field + "\r\n", client, false);
        }
    }

    private Shown shown(RoutingContext context, Fields fields, String name) {
        Pool pool = node.snapshots().current().pools().get(name);
        PoolSettings settings = node.present().get().settings().poolsByName().get(name);
        if (pool == null || settings == null) {
            throw Refusal.of(404, "pool: " + name + " (expected: one of the configuration)");
        }
        AffinitySettings affinity = settings.affinity();
        boolean byAddress = affinity.mode() == AffinitySettings.Mode.CLIENT_ADDRESS;
        if (affinity.mode() == AffinitySettings.Mode.NONE) {
            throw Refusal.of(
                    409, "pool: " + name + " has no affinity (expected: one with pools." + name + ".affinity)");
        }
        String value = fields.required("value", VALUE);
        try {
            InetAddress address = byAddress
                    ? InetAddress.ofLiteral(value)
                    : InetAddress.ofLiteral(Access.address(context.request().remoteAddress()));
            return new Shown(pool, affinity, pool.view().candidates(), ClientAddress.of(address, 0), value);
        } catch (IllegalArgumentException e) {
            throw fields.wrong("value", "the client's address, as 192.0.2.7");
        }
    }

    private Future<JsonObject> find(RoutingContext context) {
        Fields fields = Fields.of(context, Set.of("pool", "value"));
        Shown shown = shown(context, fields, fields.required("pool", NAME));
        long now = node.ticker().nanos();
        boolean pinned =
                shown.set().selection().affinity() instanceof Affinity.Keyed keyed && keyed.pinned(shown.hash(), now);
        JsonObject answer = new JsonObject()
                .put("pool", shown.pool().name())
                .put("mode", Texts.word(shown.affinity().mode()))
                .put("name", Texts.orNull(shown.affinity().name()))
                .put("pinned", pinned);
        return reports.pool(shown.pool().name())
                .map(report -> Pick.of(answer, shown.head(), shown.pool(), report, now));
    }

    /** A session by a key is bound elsewhere; one by a cookie of ours is what its client holds, and ends with the cookie. */
    private Future<JsonObject> unbind(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("value"));
        Shown shown = shown(context, fields, Api.segment(context, "pool"));
        if (!(shown.set().selection().affinity() instanceof Affinity.Keyed keyed)) {
            throw Refusal.of(
                    409,
                    "affinity: cookie (expected: a mode with keys; a cookie is its client's: drain or maintenance move"
                            + " the sessions of a server)");
        }
        long now = node.ticker().nanos();
        PickContext pick = new PickContext(0, 1);
        pick.begin(now);
        int from = keyed.bound(shown.set(), shown.hash(), pick);
        int to = from < 0 ? -1 : keyed.unbind(shown.set(), shown.hash(), from, now);
        if (to < 0) {
            throw Refusal.of(
                    409,
                    "session: nothing to be bound to instead (expected: another server that takes sessions, in a"
                            + " cluster or with affinity app-cookie)");
        }
        String before = shown.set().at(from).key().server();
        String after = shown.set().at(to).key().server();
        Audit.note(context, "a session on " + before, "on " + after);
        return Future.succeededFuture(new JsonObject()
                .put("pool", shown.pool().name())
                .put("from", before)
                .put("to", after));
    }

    /** All sessions of one server, on all nodes. New ones come to it as before: {@code drain} is what keeps them away. */
    private Future<JsonObject> unbindAll(RoutingContext context) {
        Fields.ofChange(context, Set.of());
        String pool = Api.segment(context, "pool");
        ServerKey key = new ServerKey(pool, Api.segment(context, "server"));
        return reports.server(pool, key.server()).map(server -> {
            int here = node.everywhere().unbind(key);
            if (here < 0) {
                throw Refusal.of(
                        409,
                        "sessions: of " + key + " none can be moved (expected: affinity by a key, in a cluster or with"
                                + " app-cookie, and another server that takes sessions; a cookie of ours is its"
                                + " client's: drain or maintenance move its sessions)");
            }
            Audit.note(context, "sessions on " + key, "unbound, " + here + " of this node");
            return new JsonObject()
                    .put("pool", pool)
                    .put("server", key.server())
                    .put("unboundHere", here);
        });
    }
}
