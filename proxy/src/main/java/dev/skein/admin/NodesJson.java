package dev.skein.admin;

import dev.skein.cluster.Grids;
import dev.skein.cluster.Member;
import dev.skein.cluster.Membership;
import dev.skein.config.ClusterSettings;
import dev.skein.revision.Configurations;
import dev.skein.revision.NodeState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The nodes of the cluster, as this one sees them. */
final class NodesJson {
    private NodesJson() {}

    static JsonObject of(NodeView node) {
        ClusterSettings settings = node.present().get().settings().cluster();
        Membership membership = node.cluster().membership();
        JsonArray nodes = new JsonArray();
        Configurations door = node.configurations().get();
        Configurations.View view = door == null ? null : door.view().get();
        membership.all().forEach(member -> {
            JsonObject one = member(member, membership.self());
            NodeState state = view == null ? null : view.states().get(member.id());
            boolean behind = state != null && view != null && ConfigurationJson.behind(state, view.head());
            nodes.add(one.put("revision", state == null || state.number() == 0 ? null : state.number())
                    .put("behind", behind)
                    .put("file", state == null ? null : Texts.word(state.standing())));
        });
        JsonArray unreached = new JsonArray();
        membership
                .unreached()
                .forEach(one -> unreached.add(
                        new JsonObject().put("address", one.address()).put("reason", one.reason())));
        return new JsonObject()
                .put("scope", node.id())
                .put("cluster", settings == null ? null : settings.name())
                .put("connected", node.cluster().connected())
                .put("apart", apart(node.cluster().grids().view()))
                .put("nodes", nodes)
                .put("unreached", unreached)
                .put("virtualIps", new VirtualIps(node).array());
    }

    private static @Nullable JsonObject apart(Grids.View view) {
        if (!view.apart()) {
            return null;
        }
        JsonArray grids = new JsonArray();
        view.nodes()
                .forEach((grid, nodes) ->
                        grids.add(new JsonObject().put("grid", grid).put("nodes", new JsonArray(nodes))));
        return new JsonObject().put("since", Texts.time(view.since())).put("grids", grids);
    }

    private static JsonObject member(Member member, Member self) {
        boolean alone = member.address().equals(Member.Address.NONE);
        return new JsonObject()
                .put("id", member.id())
                .put("self", member.id().equals(self.id()))
                .put("state", Texts.word(member.state()))
                .put("since", Texts.time(member.since()))
                .put("reason", member.reason())
                .put("role", Texts.word(member.role()))
                .put("address", alone ? null : member.address().toString())
                .put("zone", member.zone().isEmpty() ? null : member.zone())
                .put("version", member.version())
                .put("grid", Texts.orNull(member.grid()));
    }
}
