package dev.skein.grid;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What two nodes say to each other before Hazelcast does: each a hello, and each whether the other is welcome. A frame is
 * {@code "SKN"}, its kind, the length of what follows in two bytes, and that. Confined to its session's lock.
 */
final class Greeting {
    /** Something the other side said. */
    sealed interface Frame {
        record Introduction(Hello hello) implements Frame {}

        record Welcome() implements Frame {}

        record Refusal(String reason) implements Frame {}
    }

    /** Something that no node of any version says. */
    static final class ForeignException extends Exception {
        private static final long serialVersionUID = 1;

        ForeignException(String message) {
            super(message);
        }
    }

    private static final byte[] MAGIC = {'S', 'K', 'N'};
    private static final int HEAD = 6;
    private static final int MOST = 4096;
    private static final int HELLO = 1;
    private static final int WELCOME = 2;
    private static final int REFUSAL = 3;
    private static final int VERSION = 1;

    private ByteBuffer out = ByteBuffer.allocate(0);
    private boolean welcomedPeer;
    private boolean welcomedByPeer;

    /** What is still to be sent. */
    ByteBuffer out() {
        return out;
    }

    void introduce(Hello hello) {
        say(HELLO, hello.encode());
    }

    void welcome() {
        welcomedPeer = true;
        say(WELCOME, new Encoder(VERSION).done());
    }

    void refuse(String reason) {
        say(REFUSAL, new Encoder(VERSION).text(reason).done());
    }

    /** Whether both sides welcome each other. */
    boolean isMutual() {
        return welcomedPeer && welcomedByPeer;
    }

    private void say(int kind, byte[] value) {
        ByteBuffer next = ByteBuffer.allocate(out.remaining() + HEAD + value.length);
        next.put(out).put(MAGIC).put((byte) kind).putShort((short) value.length).put(value);
        out = next.flip();
    }

    /**
     * The next frame, null until there is a whole one.
     *
     * @param in ready to be read
     * @throws ForeignException if these are no frames
     * @throws Decoder.MalformedException likewise
     */
    @Nullable
    Frame next(ByteBuffer in) throws ForeignException {
        for (int i = 0; i < Math.min(MAGIC.length, in.remaining()); i++) {
            if (in.get(in.position() + i) != MAGIC[i]) {
                throw new ForeignException("it is no node of Skein, or speaks TLS where this node does not");
            }
        }
        if (in.remaining() < HEAD) {
            return null;
        }
        int length = in.getShort(in.position() + HEAD - 2) & 0xffff;
        if (length > MOST) {
            throw new ForeignException("it sent a greeting of " + length + " bytes (expected: at most " + MOST + ")");
        }
        return in.remaining() < HEAD + length ? null : read(in, length);
    }

    private Frame read(ByteBuffer in, int length) throws ForeignException {
        int kind = in.get(in.position() + MAGIC.length);
        byte[] value = new byte[length];
        in.position(in.position() + HEAD).get(value);
        return switch (kind) {
            case HELLO -> new Frame.Introduction(Hello.decode(value));
            case WELCOME -> {
                welcomedByPeer = true;
                yield new Frame.Welcome();
            }
            case REFUSAL -> new Frame.Refusal(new Decoder(value).text());
            default -> throw new ForeignException("it sent a greeting of kind " + kind + " (expected: 1 to 3)");
        };
    }
}
