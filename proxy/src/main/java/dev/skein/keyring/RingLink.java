package dev.skein.keyring;

import dev.skein.link.Inquiry;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import java.time.Duration;
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
    int keep(Iterable<String> voters, String self, byte[] sealed) {
        int kept = 0;
        for (String voter : voters) {
            kept += voter.equals(self) || ask(voter, RingAnswers.KEEP, sealed) != null ? 1 : 0;
        }
        return kept;
    }

    byte @Nullable [] ask(String node, byte what, byte[] rest) {
        return await(link.request(node, LinkType.KEYS, new Inquiry(what, rest).encode(), ANSWER));
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
