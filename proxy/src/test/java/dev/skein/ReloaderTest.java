package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.config.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a changed file is read, look by look. */
class ReloaderTest {
    @TempDir
    private Path directory;

    private final AtomicInteger reads = new AtomicInteger();
    private Reloader reloader;

    private Path file;

    @BeforeEach
    void watch() throws IOException {
        file = Files.writeString(directory.resolve("skein.conf"), "one");
        reloader = new Reloader(
                () -> {
                    reads.incrementAndGet();
                    return new Loaded.Invalid(List.of(), List.of(file));
                },
                List.of(file));
        reloader.look();
        reloader.look();
        reads.set(0);
    }

    @AfterEach
    void close() {
        reloader.close();
    }

    @Test
    void aFileThatDoesNotChangeIsNotReadAgain() {
        reloader.look();
        reloader.look();
        assertThat(reads).hasValue(0);
    }

    /** A file that was being written was read as it was at that moment: refused as broken, or worse, taken by its half. */
    @Test
    void aFileThatIsBeingWrittenIsReadOnceItHasComeToRest() throws IOException {
        Files.writeString(file, "one two");
        reloader.look();
        assertThat(reads).hasValue(0);
        Files.writeString(file, "one two three");
        reloader.look();
        assertThat(reads).as("it has changed again").hasValue(0);
        reloader.look();
        assertThat(reads).hasValue(1);
        reloader.look();
        assertThat(reads).hasValue(1);
    }

    @Test
    void aFileThatGoesAndComesBackIsReadAsItIsThen() throws IOException {
        Files.delete(file);
        reloader.look();
        Files.writeString(file, "another");
        reloader.look();
        assertThat(reads).hasValue(0);
        reloader.look();
        assertThat(reads).hasValue(1);
    }
}
