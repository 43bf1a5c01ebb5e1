package dev.skein.admin;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that have a node of their own each, with the same lines in its file. */
abstract class AdminBed {
    @TempDir
    Path directory;

    AdminNode admin;
    private final String more;

    AdminBed(String more) {
        this.more = more;
    }

    @BeforeEach
    void start() throws IOException {
        admin = AdminNode.start(directory, more);
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
    }
}
