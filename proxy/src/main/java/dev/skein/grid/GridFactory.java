package dev.skein.grid;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Makes our own types of a message by their number: no class names on the wire. */
final class GridFactory implements DataSerializableFactory {
    /** {@code "skn"}. */
    static final int ID = 0x736b6e;

    static final int CLAIM = 1;

    @Override
    public IdentifiedDataSerializable create(int type) {
        if (type == CLAIM) {
            return new ClaimProcessor();
        }
        throw new IllegalArgumentException("type: " + type + " (expected: " + CLAIM + ")");
    }
}
