package dev.skein.link;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The body of a request that can be of several kinds: the kind, in one byte, and what it is about.
 *
 * @param kind 0 where there is nothing at all
 * @param about not copied, so to be left as it is
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record Inquiry(byte kind, byte[] about) {

    /** What arrived; never fails. */
    public static Inquiry decode(byte[] body) {
        return body.length == 0
                ? new Inquiry((byte) 0, body)
                : new Inquiry(body[0], Arrays.copyOfRange(body, 1, body.length));
    }

    /** Has that thread answer what arrived, where it takes too long for the link's: it goes to the disk, say. */
    public static RequestHandler answered(Executor by, Answering how) {
        return (from, body) -> CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return how.answer(decode(body));
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) { // Each has its own: a disk's, a key ring's.
                        throw new CompletionException(e.getMessage(), e);
                    }
                },
                by);
    }

    /** Makes the answer; whoever asked is told the message of what it throws. */
    @FunctionalInterface
    public interface Answering {
        byte[] answer(Inquiry inquiry) throws Exception;
    }

    /** As it is sent. */
    public byte[] encode() {
        byte[] body = new byte[about.length + 1];
        body[0] = kind;
        System.arraycopy(about, 0, body, 1, about.length);
        return body;
    }

    /** For a kind that this version does not know. */
    public static IllegalArgumentException unknown() {
        return new IllegalArgumentException("a question that this version does not know");
    }
}
