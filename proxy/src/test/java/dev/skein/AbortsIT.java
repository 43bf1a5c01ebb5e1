package dev.skein;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of all kinds, broken off anywhere, leave nothing behind. */
class AbortsIT {
    @TempDir
    Path directory;

    @Test
    void twoThousandLeaveNothingBehind() throws Exception {
        new Aborts(directory).run(2000);
    }

    /** A million with {@code -Dskein.aborts=1000000}. */
    @Test
    @Tag("conformance")
    void aHundredThousandLeaveNothingBehind() throws Exception {
        new Aborts(directory).run(Integer.getInteger("skein.aborts", 100_000));
    }
}
