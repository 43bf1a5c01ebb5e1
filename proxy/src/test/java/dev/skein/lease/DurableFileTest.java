package dev.skein.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.lease.DurableFile.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    @TempDir
    Path directory;

    private DurableFile file = new DurableFile(Path.of("unused"), "SKEINTST", "");

    @BeforeEach
    void open() {
        file = new DurableFile(directory.resolve("state"), "SKEINTST", "restore it from a backup");
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        assertThat(file.read()).isNull();
        file.write(new byte[] {1, 2, 3});
        file.write(new byte[] {4, 5});
        assertThat(file.read()).containsExactly(4, 5);
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        file.write(new byte[] {1, 2, 3});
        byte[] whole = Files.readAllBytes(file.path());
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            Files.write(file.path(), damaged);
            assertThatThrownBy(file::read)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("state: ");
        }
    }

    @Test
    void aFileThatEndsEarlyIsRefusedWithTheWayOut() throws IOException {
        file.write(new byte[] {1, 2, 3});
        byte[] whole = Files.readAllBytes(file.path());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file.path(), Arrays.copyOf(whole, length));
            assertThatThrownBy(file::read)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageEndingWith("restore it from a backup");
        }
    }

    @Test
    void aVotersMemoryComesBack() throws IOException {
        VoterFile voters = new VoterFile(directory.resolve("voter"), e -> {
            throw new IllegalStateException(e);
        });
        assertThat(voters.read()).isNull();
        assertThat(voters.keep(new VoterMemory(42, 500))).isTrue();
        assertThat(voters.read()).isEqualTo(new VoterMemory(42, 500));
    }
}
