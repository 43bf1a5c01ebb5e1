package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatView;
import dev.skein.heartbeat.Liveness;
import dev.skein.lease.Resource;
import dev.skein.model.Ticker;
import dev.skein.vip.HookResult;
import dev.skein.vip.Hooks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which programs are run for which address, and what for. Of the heartbeat's thread; the programs are not waited for there. */
final class HookRoom {
    private final Hooks hooks;
    private final Consumer<String> note;
    private final Set<String> silent = new HashSet<>();
    private final Map<String, String> holders = new HashMap<>();
    private String node = "";
    private HookSettings settings = HookSettings.NONE;

    HookRoom(Ticker ticker, Consumer<String> note) {
        this.hooks = new Hooks(ticker);
        this.note = note;
    }

    void settings(String self, HookSettings next) {
        node = self;
        settings = next;
    }

    /** Nodes that are silent now, not those that said goodbye. */
    void heard(String peer, Liveness liveness, String reason) {
        boolean gone = liveness == Liveness.SUSPECT || liveness == Liveness.GONE && !reason.equals("left");
        if (gone) {
            silent.add(peer);
        } else {
            silent.remove(peer);
        }
    }

    /** Who holds what, to know later from whom it was taken. */
    void seen(HeartbeatView view) {
        if (!settings.onFence().isEmpty()) {
            for (HeartbeatView.LeaseView lease : view.leases()) {
                if (!lease.holder().isEmpty()) {
                    holders.put(lease.resource(), lease.holder());
                }
            }
        }
    }

    /** Null if nothing is to be run. */
    @Nullable
    CompletableFuture<HookResult> acquired(KeptAddress address, long term) {
        return run("acquire", settings.onAcquire(), address, term, node);
    }

    void released(KeptAddress address, long term) {
        var unused = run("release", settings.onRelease(), address, term, node);
    }

    /** What has to end before the address is put on; null if it was not taken from a silent node, or nothing is to be run. */
    @Nullable
    CompletableFuture<HookResult> fencing(KeptAddress address, long term) {
        String former =
                holders.getOrDefault(Resource.ofAddress(address.address().getHostAddress()), node);
        return former.equals(node) || !silent.contains(former)
                ? null
                : run("fence", settings.onFence(), address, term, former);
    }

    private @Nullable CompletableFuture<HookResult> run(
            String action, List<String> command, KeptAddress address, long term, String of) {
        if (command.isEmpty()) {
            return null;
        }
        Map<String, String> environment = Map.of(
                "SKEIN_ACTION", action,
                "SKEIN_ADDRESS", address.address().getHostAddress(),
                "SKEIN_INTERFACE", address.device(),
                "SKEIN_NODE", of,
                "SKEIN_TERM", String.valueOf(term));
        CompletableFuture<HookResult> result = hooks.run(address.resource(), command, environment, settings.timeout());
        var unused = result.thenAccept(
                ended -> note.accept((ended.isGood() ? "hook: " : "hook failed: ") + "on-" + action + ": " + ended));
        return result;
    }
}
