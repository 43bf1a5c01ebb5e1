package dev.skein.admin;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Tests that share one node, since they leave it as it is. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AdminHouse {
    AdminNode admin;
    private final String more;

    /** @param more lines of the node's file */
    AdminHouse(String more) {
        this.more = more;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        admin = AdminNode.start(directory, more);
    }

    @AfterAll
    void stop() throws IOException {
        admin.close();
    }
}
