package dev.skein.link;

import java.util.Arrays;

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
