package dev.skein.keyring;

import dev.skein.link.Inquiry;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other nodes about key rings, and waits for the answer. */
record RingLink(NodeLink link) {
    private static final Logger LOG = LoggerFactory.getLogger(RingLink.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** Has each of them keep a ring; how many do, the asking node included. */
    int keep(Collection<String> voters, String self, byte[] sealed) {
        // All at once: one after the other, a few that are frozen would make the others' word come too late.
        List<CompletableFuture<byte[]>> others = voters.stream()
                .filter(voter -> !voter.equals(self))
                .map(voter -> request(voter, RingAnswers.KEEP, sealed))
                .toList();
        int kept = voters.contains(self) ? 1 : 0;
        for (CompletableFuture<byte[]> other : others) {
            kept += await(other) == null ? 0 : 1;
        }
        return kept;
    }

    byte @Nullable [] ask(String node, byte what, byte[] rest) {
        return await(request(node, what, rest));
    }

    private CompletableFuture<byte[]> request(String node, byte what, byte[] rest) {
        return link.request(node, LinkType.KEYS, new Inquiry(what, rest).encode(), ANSWER);
    }

    /** Null when it failed, or took too long: then it is tried again with a later look. */
    static <T> @Nullable T await(CompletableFuture<T> answer) {
        try {
            return answer.get(2 * ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("key ring: {}", e.toString());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
