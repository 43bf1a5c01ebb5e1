package dev.skein.link;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How nodes introduce themselves. Later versions may append fields; readers leave alone what they don't know.
 *
 * @param oldest protocol that the node still speaks
 * @param newest protocol that the node speaks
 * @param incarnation another one with each start of the process
 * @param renews whether the connection takes the place of the one there is
 */
record Hello(int oldest, int newest, String cluster, String node, long incarnation, String version, boolean renews) {
    static final int PROTOCOL = 1;
    private static final int MAGIC = 0x534b4c4e;
    private static final int MOST_CHARS = 64;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeShort(oldest);
            out.writeShort(newest);
            out.writeUTF(cluster);
            out.writeUTF(node);
            out.writeLong(incarnation);
            out.writeUTF(version);
            out.writeBoolean(renews);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws Frame.BadFrameException when that is none */
    static Hello decode(byte[] body) throws Frame.BadFrameException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            if (in.readInt() != MAGIC) {
                throw new Frame.BadFrameException("it is no Skein node");
            }
            return new Hello(
                    in.readUnsignedShort(),
                    in.readUnsignedShort(),
                    text(in),
                    text(in),
                    in.readLong(),
                    text(in),
                    in.readBoolean());
        } catch (IOException e) {
            throw new Frame.BadFrameException("its greeting is damaged");
        }
    }

    /** A stranger wrote it, and it goes into a log. */
    private static String text(DataInputStream in) throws IOException {
        String clean = in.readUTF().replaceAll("\\p{Cntrl}", "?");
        return clean.length() > MOST_CHARS ? clean.substring(0, MOST_CHARS) : clean;
    }
}
