package dev.skein.keyring;

import dev.skein.cluster.keys.KeyRingException;
import dev.skein.link.Inquiry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** What other nodes are answered about key rings: they are kept here, or found here. */
record RingAnswers(RingStore store, Executor thread) {
    static final byte KEEP = 1;
    static final byte FIND = 2;

    private static final byte[] DONE = {};

    /** Off the link's thread, since it goes to the disk. */
    CompletableFuture<byte[]> asked(String from, byte[] body) {
        return CompletableFuture.supplyAsync(() -> answer(body), thread);
    }

    private byte[] answer(byte[] body) {
        Inquiry inquiry = Inquiry.decode(body);
        try {
            return switch (inquiry.kind()) {
                case KEEP -> {
                    store.propose(store.open(inquiry.about()));
                    yield DONE;
                }
                case FIND -> found(new String(inquiry.about(), StandardCharsets.US_ASCII));
                default -> throw Inquiry.unknown();
            };
        } catch (KeyRingException e) {
            throw new CompletionException(e.text(), e);
        }
    }

    private byte[] found(String hash) {
        byte[] sealed = store.find(hash);
        if (sealed == null) {
            throw new IllegalArgumentException("the key ring " + hash + " is not here");
        }
        return sealed;
    }
}
