package dev.skein.keyring;

import dev.skein.cluster.keys.ClusterSecret;
import dev.skein.cluster.keys.KeyRing;
import dev.skein.cluster.keys.KeyRingException;
import dev.skein.cluster.keys.KeyRingFile;
import dev.skein.cluster.keys.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of a node alone: in a file of its data directory that only its owner may read, encrypted under the secret beside
 * it, so that a copy of the one without the other tells nothing. Any thread.
 */
public final class OwnVault implements Vault {
    private final KeyRingFile file;
    private volatile KeyRing ring;

    /** @throws IOException if there is a file that can't be used; says what to do */
    public OwnVault(Path data) throws IOException {
        ClusterSecret secret = new ClusterSecret(HexFormat.of().formatHex(NodeSecret.readOrMake(data)));
        file = new KeyRingFile(data.resolve("own"), secret, "");
        try {
            ring = file.read();
        } catch (KeyRingException e) {
            throw new IOException(e.text(), e);
        }
    }

    @Override
    public byte @Nullable [] entry(String name) {
        return ring.entry(name);
    }

    @Override
    public boolean current() {
        return true;
    }

    @Override
    public synchronized void keep(Map<String, byte[]> changes, BooleanSupplier still) throws KeyRingException {
        KeyRing next = ring.with(changes);
        file.write(next);
        ring = next;
    }
}
