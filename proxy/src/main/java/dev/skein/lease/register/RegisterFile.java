package dev.skein.lease.register;

import dev.skein.lease.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The register's file in the data directory. */
final class RegisterFile {
    private final DurableFile file;

    RegisterFile(Path path) {
        this.file = new DurableFile(
                path,
                "SKEINREG",
                "move it away and start again: the other voters then admit this node anew and send it a copy"
                        + " (if it is the only voter, restore the file from a backup)");
    }

    /** What it holds, or null if there is none yet; a damaged one is an error. */
    @Nullable
    Stored read() throws IOException {
        byte[] content = file.read();
        if (content == null) {
            return null;
        }
        try {
            return RegisterCodec.decodeStored(content);
        } catch (IOException e) {
            throw file.damaged(String.valueOf(e.getMessage()));
        }
    }

    void write(Stored stored) throws IOException {
        file.write(RegisterCodec.encode(stored));
    }
}
