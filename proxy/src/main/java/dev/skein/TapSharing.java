package dev.skein;

import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.tap.Taps;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Carries what is watched from node to node, over their links. */
record TapSharing(NodeLink link) implements Taps.Others {
    /** Less than after what a node forgets who asked. */
    private static final Duration ANSWER = Duration.ofSeconds(4);

    /** Before the links are opened. */
    static void begin(Taps taps, NodeLink link) {
        link.onRequest(
                LinkType.TAP,
                (from, question) -> CompletableFuture.supplyAsync(() -> taps.asked(question), Runnable::run));
        taps.over(new TapSharing(link));
    }

    @Override
    public Set<String> nodes() {
        return link.nodes();
    }

    @Override
    public CompletableFuture<byte[]> ask(String node, byte[] question) {
        return link.request(node, LinkType.TAP, question, ANSWER);
    }
}
