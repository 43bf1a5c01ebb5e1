package dev.skein.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.config.Loaded;
import dev.skein.lease.DurableFile.DamagedFileException;
import dev.skein.revision.Bundle;
import dev.skein.revision.OwnFile;
import dev.skein.revision.Revision;
import dev.skein.revision.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node starts with that has been part of a cluster before. */
class ConfigurationTest {
    @TempDir
    Path directory;

    private Path file;
    private Path kept;

    @BeforeEach
    void aRevisionWasInForce() throws IOException {
        file = directory.resolve("skein.conf");
        Files.writeString(file, """
            skein {
              node { id = a, data = "%s" }
              cluster { name = edge, bind = "127.0.0.1", members = [ "127.0.0.1" ], voters = [ a ]
                        secret = "sixteen characters or more", insecure = true }
              routes = [ { name = own, respond { body = "the file's" } } ]
            }
            """.formatted(directory));
        Bundle bundle = new Bundle(new TreeMap<>(
                Map.of("", "skein.routes = [ { name = committed, respond { body = \"the revision's\" } } ]")));
        RevisionStore store = new RevisionStore(directory);
        store.keep(bundle);
        store.take(new Taken(new Revision(7, bundle.id(), "ann", 0, ""), OwnFile.UNKNOWN));
        kept = directory.resolve("revisions").resolve(bundle.id());
    }

    private String firstRoute() throws IOException {
        Loaded loaded = new Configuration(file).first();
        assertThat(Configuration.problems(loaded)).isEmpty();
        return ((Loaded.Valid) loaded).settings().routes().getFirst().name();
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(this::firstRoute)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContaining("copy the file from another node, or remove the directory and start the node");
    }

    @Test
    void theRevisionThatWasInForceRulesOverTheFile() throws IOException {
        assertThat(firstRoute()).isEqualTo("committed");
    }

    @Test
    void aRevisionWhoseFileIsGoneIsNotReplacedByTheNodesOwn() throws IOException {
        Files.delete(kept);
        assertRefused(kept.toString(), "is not there, and revision 7 ");
    }

    @Test
    void aRevisionWhoseFileIsDamagedIsNotReplacedByTheNodesOwn() throws IOException {
        byte[] bytes = Files.readAllBytes(kept);
        bytes[bytes.length / 2] ^= 1;
        Files.write(kept, bytes);
        assertRefused(kept.toString(), "damaged: its checksum differs");
    }

    @Test
    void withoutTheDirectoryTheNodeStartsWithItsFile() throws IOException {
        Files.delete(kept);
        Files.delete(kept.resolveSibling("taken"));
        Files.delete(kept.getParent());
        assertThat(firstRoute()).isEqualTo("own");
    }
}
