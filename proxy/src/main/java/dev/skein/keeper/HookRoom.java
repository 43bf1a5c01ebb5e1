package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatView;
import dev.skein.heartbeat.Liveness;
import dev.skein.model.Ticker;
import dev.skein.vip.HookResult;
import dev.skein.vip.Hooks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which programs are run for which address, and what for. Of the heartbeat's thread; the programs are not waited for there. */
final class HookRoom {
    private final Hooks hooks;
    private final Consumer<String> note;
    private final Set<String> silent = new HashSet<>();
    private final Set<String> fencing = new HashSet<>();
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

    /** @param failed run by {@code thread} if the program did not end well */
    void acquired(KeptAddress address, long term, Executor thread, Runnable failed) {
        CompletableFuture<HookResult> told = run("acquire", settings.onAcquire(), address, term, node);
        if (told != null) {
            var unused = told.thenAccept(result -> thread.execute(result.isGood() ? () -> {} : failed));
        }
    }

    void released(KeptAddress address, long term) {
        var unused = run("release", settings.onRelease(), address, term, node);
    }

    /**
     * A power switch, say, must be done before the address is put on that was taken from a silent node.
     *
     * @param done run by {@code thread} when it is; until then the address {@link #waits}
     */
    void fence(KeptAddress address, long term, Executor thread, Runnable done) {
        String former = holders.getOrDefault(address.resource(), node);
        CompletableFuture<HookResult> told = former.equals(node) || !silent.contains(former)
                ? null
                : run("fence", settings.onFence(), address, term, former);
        if (told != null) {
            fencing.add(address.resource());
            var unused = told.thenRun(() -> thread.execute(() -> {
                fencing.remove(address.resource());
                done.run();
            }));
        }
    }

    boolean waits(String resource) {
        return fencing.contains(resource);
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
