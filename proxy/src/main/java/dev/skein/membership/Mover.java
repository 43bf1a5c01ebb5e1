package dev.skein.membership;

import dev.skein.heartbeat.Pulse;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has the holder of a virtual address hand it over: this node's keeper, or by the link another node's. Any thread. */
public final class Mover {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final byte[] DONE = {};

    private final String id;
    private final NodeLink link;
    private final Supplier<@Nullable Pulse> pulse;

    /** @param pulse this node's heartbeats; null before they have begun */
    public Mover(String id, NodeLink link, Supplier<@Nullable Pulse> pulse) {
        this.id = id;
        this.link = link;
        this.pulse = pulse;
        link.onRequest(LinkType.MOVE, (_, body) -> asked(new String(body, StandardCharsets.UTF_8)));
    }

    public CompletableFuture<Void> move(String holder, String resource, String to) {
        String asking = resource + '\n' + to;
        CompletionStage<byte[]> done = holder.equals(id)
                ? asked(asking)
                : link.request(holder, LinkType.MOVE, asking.getBytes(StandardCharsets.UTF_8), PATIENCE);
        return done.<Void>thenApply(_ -> null).toCompletableFuture();
    }

    private CompletionStage<byte[]> asked(String asking) {
        Pulse of = pulse.get();
        int end = asking.indexOf('\n');
        if (of == null || end < 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("this node has no heartbeats yet"));
        }
        of.handOver(asking.substring(0, end), asking.substring(end + 1));
        return CompletableFuture.completedFuture(DONE);
    }
}
