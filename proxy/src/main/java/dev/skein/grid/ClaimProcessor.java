package dev.skein.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.skein.cluster.Claim;
import dev.skein.cluster.Leases;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim on its way to the node that keeps the limit's leases, and what it does there: {@link Leases#after}. Runs on a
 * thread of Hazelcast's that does nothing else for that limit at the same time.
 */
final class ClaimProcessor implements EntryProcessor<String, byte[], Long>, IdentifiedDataSerializable {
    private static final long serialVersionUID = 1;

    private transient Claim claim;

    /** To be read into. */
    ClaimProcessor() {
        this(new Claim("", 0, 0, List.of()));
    }

    ClaimProcessor(Claim claim) {
        this.claim = claim;
    }

    @Override
    public Long process(Map.Entry<String, byte[]> entry) {
        byte @Nullable [] before = entry.getValue();
        Leases leases = (before == null ? Leases.NONE : Leases.decode(before)).after(claim);
        entry.setValue(leases.encode());
        return leases.granted(claim.node());
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(claim.encode());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        byte[] bytes = in.readByteArray();
        if (bytes == null) {
            throw new IOException("claim: null (expected: bytes)");
        }
        claim = Claim.decode(bytes);
    }

    @Override
    public int getFactoryId() {
        return GridFactory.ID;
    }

    @Override
    public int getClassId() {
        return GridFactory.CLAIM;
    }
}
