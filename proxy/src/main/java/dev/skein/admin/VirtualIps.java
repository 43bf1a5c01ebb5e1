package dev.skein.admin;

import dev.skein.config.ClusterSettings;
import dev.skein.config.VirtualIpSettings;
import dev.skein.control.NodeReport;
import dev.skein.heartbeat.HeartbeatView.LeaseView;
import dev.skein.heartbeat.HeartbeatView.PeerView;
import dev.skein.heartbeat.Liveness;
import dev.skein.lease.Resource;
import dev.skein.telemetry.EventKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The virtual addresses of the cluster: who holds which, and operators who move one. Confined to the admin loop. */
final class VirtualIps {
    private static final int NAME = 64;
    private static final int LOOK_MILLIS = 50;
    private static final int LOOKS = 60;

    private final NodeView node;

    VirtualIps(NodeView node) {
        this.node = node;
    }

    JsonObject json() {
        return new JsonObject().put("virtualIps", array());
    }

    JsonArray array() {
        JsonArray all = new JsonArray();
        Map<String, NodeReport> reports = Sums.nodes(node.cluster());
        settings().forEach(one -> all.add(json(one, lease(one.address()), reports)));
        return all;
    }

    /** Who holds which, by address in the order of the file; empty for nobody. None that every node has. */
    Map<String, String> leases() {
        Map<String, String> holders = new LinkedHashMap<>();
        for (VirtualIpSettings one : settings()) {
            if (one.mode() != VirtualIpSettings.Mode.ROUTED) {
                LeaseView lease = lease(one.address());
                holders.put(one.address(), lease == null ? "" : lease.holder());
            }
        }
        return holders;
    }

    private List<VirtualIpSettings> settings() {
        ClusterSettings cluster = node.present().get().settings().cluster();
        return cluster == null ? List.of() : cluster.virtualIps();
    }

    private VirtualIpSettings.@Nullable Mode mode(String address) {
        return settings().stream()
                .filter(one -> one.address().equals(address))
                .map(VirtualIpSettings::mode)
                .findFirst()
                .orElse(null);
    }

    private JsonObject json(VirtualIpSettings one, @Nullable LeaseView lease, Map<String, NodeReport> reports) {
        JsonObject json = new JsonObject()
                .put("address", one.address())
                .put("prefix", one.prefix())
                .put("interface", Texts.orNull(one.device()))
                .put("mode", Texts.word(one.mode()))
                .put("prefer", new JsonArray(one.prefer()))
                .put("group", Texts.orNull(one.group()))
                .put("planned", new JsonArray(lease == null ? List.of() : lease.planned()));
        if (lease == null || lease.holder().isEmpty()) {
            return json.putNull("holder").putNull("term").putNull("since");
        }
        return json.put("holder", lease.holder())
                .put("term", lease.term())
                .put(
                        "since",
                        Texts.time(since(
                                one.address(),
                                lease,
                                reports.get(lease.holder()),
                                node.ticker().epochMillis())));
    }

    /** As its holder tells; until it does, when this node first heard of that. */
    static long since(String address, LeaseView lease, @Nullable NodeReport holder, long now) {
        Long told = holder == null ? null : holder.held().get(address);
        return told == null ? now - lease.sinceMillis() : told;
    }

    private @Nullable LeaseView lease(String address) {
        Quorum quorum = node.quorum().get();
        if (quorum != null) {
            for (LeaseView lease : quorum.heartbeat().view().leases()) {
                if (lease.resource().equals(Resource.ofAddress(address))) {
                    return lease;
                }
            }
        }
        return null;
    }

    /** Answers once the other node has it, or says why it hasn't. */
    Future<JsonObject> move(RoutingContext context) {
        String address = Api.segment(context, "address");
        String to = Fields.ofChange(context, Set.of("to")).required("to", NAME);
        Quorum quorum = node.quorum().get();
        refuseMode(address);
        LeaseView lease = lease(address);
        if (quorum == null || lease == null) {
            throw Refusal.of(404, "virtual-ip: " + address + " (expected: one of cluster.virtual-ips)");
        }
        Audit.note(context, "node " + lease.holder(), "node " + to);
        refuseStale(context, lease);
        if (lease.holder().equals(to)) {
            return Future.succeededFuture(json());
        }
        check(quorum, lease, address, to);
        Vertx vertx = context.vertx();
        return Future.fromCompletionStage(
                        quorum.moving().move(lease.holder(), lease.resource(), to), vertx.getOrCreateContext())
                .recover(failure -> Future.failedFuture(Refusal.of(
                        503, "node " + lease.holder() + ", which holds it, can't be asked: " + failure.getMessage())))
                .compose(_ -> arrival(vertx, address, to, LOOKS))
                .map(_ -> moved(context, address, "from node " + lease.holder() + " to node " + to));
    }

    private JsonObject moved(RoutingContext context, String address, String text) {
        node.journal()
                .add(
                        EventKind.VIRTUAL_IP_MOVED,
                        address,
                        text,
                        Access.of(context).author());
        return json();
    }

    private static void refuseStale(RoutingContext context, LeaseView lease) {
        String now = "node " + lease.holder() + " holds it, term " + lease.term();
        IfMatch.check(context, Long.toString(lease.term()), () -> now);
    }

    private void refuseMode(String address) {
        String why = switch (mode(address)) {
            case SPREAD -> "is spread over the nodes, and would go back at once (expected: another prefer or capacity)";
            case ROUTED -> "is on every node (expected: an address that one node holds)";
            case null, default -> "";
        };
        if (!why.isEmpty()) {
            throw Refusal.of(409, "virtual-ip: " + address + " " + why);
        }
    }

    private static void check(Quorum quorum, LeaseView lease, String address, String to) {
        if (lease.holder().isEmpty()) {
            throw Refusal.of(409, "virtual-ip: nobody holds " + address + " at the moment: " + quorum.text());
        }
        boolean alive = to.equals(quorum.id())
                || quorum.heartbeat().view().peers().stream()
                        .anyMatch(peer -> peer.node().equals(to) && able(peer));
        if (!alive || !lease.planned().contains(to)) {
            throw Refusal.of(
                    409,
                    "to: " + to + " (expected: a node that is alive and well: " + String.join(", ", lease.planned())
                            + ")");
        }
    }

    private static boolean able(PeerView peer) {
        return peer.liveness() == Liveness.ALIVE && !peer.draining();
    }

    private Future<Void> arrival(Vertx vertx, String address, String to, int looks) {
        LeaseView lease = lease(address);
        String holder = lease == null ? "" : lease.holder();
        if (holder.equals(to)) {
            return Future.succeededFuture();
        }
        if (looks == 0) {
            String found = holder.isEmpty() ? "nobody holds it" : "node " + holder + " holds it";
            return Future.failedFuture(
                    Refusal.of(409, "virtual-ip: " + address + " did not move to " + to + ": " + found));
        }
        return vertx.timer(LOOK_MILLIS).compose(_ -> arrival(vertx, address, to, looks - 1));
    }
}
