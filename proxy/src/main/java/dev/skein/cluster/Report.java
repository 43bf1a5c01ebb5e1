package dev.skein.cluster;

/**
 * How a node is doing. Only the latest of a node and kind counts, and none of a node that is gone.
 *
 * @param kind which tells the layout of the value: {@code load}, {@code node}
 * @param term number of the author's life
 * @param seq number of the report within that life and kind
 * @param value as an {@link Encoder} makes it, never changed
 */
public record Report(String author, String kind, long term, long seq, byte[] value) {
    private static final int VERSION = 1;

    boolean after(Report other) {
        return term != other.term ? term > other.term : seq > other.seq;
    }

    /** As the grid carries it. */
    public byte[] encode() {
        return new Encoder(VERSION)
                .text(author)
                .text(kind)
                .number(term)
                .number(seq)
                .bytes(value)
                .done();
    }

    /**
     * The opposite of {@link #encode()}.
     *
     * @throws Decoder.MalformedException if the bytes are something else
     */
    public static Report decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        return new Report(in.text(), in.text(), in.number(), in.number(), in.bytes());
    }
}
