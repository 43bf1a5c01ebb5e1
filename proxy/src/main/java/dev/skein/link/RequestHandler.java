package dev.skein.link;

import java.util.concurrent.CompletionStage;

/**
 * Answers requests of one type. Called on the link's thread: must not block, so what takes time completes the stage from
 * elsewhere. A stage that fails becomes a {@link LinkException.Kind#REFUSED} at the other end, with the failure's message.
 */
@FunctionalInterface
public interface RequestHandler {
    CompletionStage<byte[]> requested(String from, byte[] body);
}
