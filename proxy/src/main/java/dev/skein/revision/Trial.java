package dev.skein.revision;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A revision that runs on one node before it is committed or given up. It is in the register, so every node knows of it.
 *
 * @param revision as it would be committed
 * @param node that tries it
 * @param watchMillis how long it is compared with the other nodes
 */
public record Trial(Revision revision, String node, long watchMillis) {
    /** When it ends if nothing ends it before, by the proposer's clock. */
    public long endEpochMillis() {
        return revision.epochMillis() + watchMillis;
    }

    void write(DataOutputStream out) throws IOException {
        revision.write(out);
        Bundle.text(out, node);
        out.writeLong(watchMillis);
    }

    static Trial read(DataInputStream in) throws IOException {
        return new Trial(Revision.read(in), Bundle.text(in), in.readLong());
    }
}
