package dev.skein.admin;

import dev.skein.heartbeat.HeartbeatView;
import dev.skein.lease.Resource;
import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Document;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a majority of the voters decides, and whether there is one. */
final class QuorumJson {
    /** What a node without a majority can't do. */
    static final String WITHOUT =
            "requests, checks, drains and weights go on; leader roles, voters and new keys wait until"
                    + " a majority of the voters is heard (docs/operations.md: loss of the majority)";

    private QuorumJson() {}

    /** Null where nothing is decided by a majority. */
    static @Nullable JsonObject of(@Nullable Quorum quorum) {
        if (quorum == null) {
            return null;
        }
        HeartbeatView view = quorum.heartbeat().view();
        boolean heard = quorum.heard();
        return new JsonObject()
                .put("heard", heard)
                .put("text", quorum.text())
                .put("without", heard ? null : WITHOUT)
                .put("voters", voters(quorum))
                .put("roles", roles(view))
                .put("peers", peers(view))
                .put("register", register(quorum));
    }

    private static JsonArray voters(Quorum quorum) {
        List<String> present = quorum.present();
        JsonArray voters = new JsonArray();
        for (VoterSet.Member voter : quorum.voters().members()) {
            voters.add(new JsonObject()
                    .put("id", voter.name())
                    .put("heard", present.contains(voter.name()))
                    .put("admitted", voter.disk() != 0));
        }
        return voters;
    }

    private static JsonArray roles(HeartbeatView view) {
        JsonArray roles = new JsonArray();
        for (HeartbeatView.LeaseView lease : view.leases()) {
            if (!Resource.address(lease.resource()).isEmpty()) {
                continue;
            }
            boolean held = !lease.holder().isEmpty();
            roles.add(new JsonObject()
                    .put("role", lease.resource())
                    .put("holder", held ? lease.holder() : null)
                    .put("term", held ? lease.term() : null));
        }
        return roles;
    }

    private static JsonArray peers(HeartbeatView view) {
        JsonArray peers = new JsonArray();
        for (HeartbeatView.PeerView peer : view.peers()) {
            peers.add(new JsonObject()
                    .put("id", Texts.orNull(peer.node()))
                    .put("address", peer.address())
                    .put("liveness", Texts.word(peer.liveness()))
                    .put("silentMs", peer.boot() == 0 ? null : peer.silentMillis()));
        }
        return peers;
    }

    private static JsonObject register(Quorum quorum) {
        Document document = quorum.document();
        return new JsonObject()
                .put("formed", document.formed())
                .put("epoch", document.epoch())
                .put("index", document.index())
                .put("votes", quorum.register().votes())
                .put("trouble", quorum.register().trouble());
    }
}
