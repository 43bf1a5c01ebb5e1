package dev.skein.keyring;

import dev.skein.cluster.keys.KeyRingException;
import dev.skein.link.Inquiry;
import java.nio.charset.StandardCharsets;

/** What other nodes are answered about key rings: they are kept here, or found here. */
record RingAnswers(RingStore store) {
    static final byte KEEP = 1;
    static final byte FIND = 2;

    private static final byte[] DONE = {};

    byte[] answer(Inquiry inquiry) throws KeyRingException {
        return switch (inquiry.kind()) {
            case KEEP -> {
                store.propose(store.open(inquiry.about()));
                yield DONE;
            }
            case FIND -> found(new String(inquiry.about(), StandardCharsets.US_ASCII));
            default -> throw Inquiry.unknown();
        };
    }

    private byte[] found(String hash) {
        byte[] sealed = store.find(hash);
        if (sealed == null) {
            throw new IllegalArgumentException("the key ring " + hash + " is not here");
        }
        return sealed;
    }
}
