package dev.skein.cluster;

/**
 * One line of a node's journal on its way to the others.
 *
 * @param term number of the author's life
 * @param seq number of the line within that life, from 1, without gaps: a reader sees what it missed
 * @param value as an {@link Encoder} makes it, never changed
 */
public record Line(String author, long term, long seq, byte[] value) {
    private static final int VERSION = 1;

    /** As the grid carries it. */
    public byte[] encode() {
        return new Encoder(VERSION)
                .text(author)
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
    public static Line decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        return new Line(in.text(), in.number(), in.number(), in.bytes());
    }
}
