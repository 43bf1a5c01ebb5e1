package dev.skein.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What one node says about one thing. Of two facts by one author about one thing the later one counts, wherever they come
 * from and in which order. Bytes are never changed.
 *
 * @param term number of the author's life; grows from start to start
 * @param seq number of the fact within that life
 * @param value as an {@link Encoder} of its topic makes it; null: the author takes back what it said
 */
public record Fact(Key key, long term, long seq, byte @Nullable [] value) {
    private static final int VERSION = 1;

    /**
     * Who says something, and about what.
     *
     * @param author id of a node
     * @param topic the kind of thing, which tells the layout of the value: {@code health}
     * @param name of the thing within its topic: {@code shop/10.0.2.11:8080}
     */
    public record Key(String author, String topic, String name) {}

    /** Whether this one was said after the other. */
    public boolean after(Fact other) {
        return term != other.term ? term > other.term : seq > other.seq;
    }

    /** As the grid carries it. */
    public byte[] encode() {
        Encoder out = new Encoder(VERSION)
                .text(key.author())
                .text(key.topic())
                .text(key.name())
                .number(term)
                .number(seq)
                .flag(value != null);
        return (value == null ? out : out.bytes(value)).done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static Fact decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        Key key = new Key(in.text(), in.text(), in.text());
        return new Fact(key, in.number(), in.number(), in.flag() ? in.bytes() : null);
    }
}
