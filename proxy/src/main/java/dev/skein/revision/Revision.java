package dev.skein.revision;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A configuration that a majority has committed.
 *
 * @param number from 1, each one more than the last
 * @param id of its {@link Bundle}
 * @param author as the journal names who did something
 * @param epochMillis when it was proposed, by the proposer's clock
 * @param note why, in the author's words; may be empty
 */
public record Revision(long number, String id, String author, long epochMillis, String note) {
    private static final int SHOWN = 8;

    /** As people write it: {@code 7 (3f2a91bc)}. */
    @Override
    public String toString() {
        return number + " (" + shortened(id) + ")";
    }

    /** The beginning of an id, enough for people. */
    public static String shortened(String id) {
        return id.length() > SHOWN ? id.substring(0, SHOWN) : id;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(number);
        Bundle.text(out, id);
        Bundle.text(out, author);
        out.writeLong(epochMillis);
        Bundle.text(out, note);
    }

    static Revision read(DataInputStream in) throws IOException {
        return new Revision(in.readLong(), Bundle.text(in), Bundle.text(in), in.readLong(), Bundle.text(in));
    }
}
