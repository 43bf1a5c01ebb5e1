package dev.skein.lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A voter's memory on disk: sixteen bytes, synced before a promise that needs them. */
public final class VoterFile implements VoterMemory.Store {
    private final DurableFile file;
    private final Consumer<IOException> failed;

    /** {@code failed} hears why it could not be kept; the voter then promises nothing new. */
    public VoterFile(Path path, Consumer<IOException> failed) {
        this.file = new DurableFile(
                path,
                "SKEINVTR",
                "move it away and start again: this voter then stays silent until its register has been admitted anew");
        this.failed = failed;
    }

    /** What was kept, or null on a new disk. */
    public @Nullable VoterMemory read() throws IOException {
        byte[] content = file.read();
        if (content == null) {
            return null;
        }
        if (content.length != 16) {
            throw file.damaged(content.length + " bytes of content (expected: 16)");
        }
        ByteBuffer buffer = ByteBuffer.wrap(content);
        return new VoterMemory(buffer.getLong(), buffer.getLong());
    }

    @Override
    public boolean keep(VoterMemory memory) {
        try {
            file.write(ByteBuffer.allocate(16)
                    .putLong(memory.terms())
                    .putLong(memory.longest())
                    .array());
            return true;
        } catch (IOException e) {
            failed.accept(e);
            return false;
        }
    }
}
