package dev.skein.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.revision.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles on a node's disk. */
class RevisionStoreTest {
    private static final Bundle ONE = new Bundle(new TreeMap<>(Map.of("", "skein {}")));

    @TempDir
    Path data;

    /** Else a bundle that a majority was given could be gone before the register names it. */
    @Test
    void whatWasBroughtHereLatelyStaysThoughNobodyNamesItYet() throws IOException {
        RevisionStore store = new RevisionStore(data);
        store.keep(ONE);
        store.retain(Set.of());
        assertThat(store.find(ONE.id())).isEqualTo(ONE);
        RevisionStore restarted = new RevisionStore(data);
        restarted.retain(Set.of());
        assertThat(restarted.find(ONE.id())).isEqualTo(ONE);
        Files.setLastModifiedTime(data.resolve("revisions").resolve(ONE.id()), FileTime.fromMillis(0));
        restarted.retain(Set.of(ONE.id()));
        assertThat(restarted.find(ONE.id())).isEqualTo(ONE);
        restarted.retain(Set.of());
        assertThat(restarted.find(ONE.id())).isNull();
    }

    @Test
    void aBundleThatIsNotWhatItsNameSaysIsRefused() throws IOException {
        RevisionStore store = new RevisionStore(data);
        store.keep(ONE);
        Path file = data.resolve("revisions").resolve(ONE.id());
        String other = "0".repeat(64);
        Files.move(file, file.resolveSibling(other));
        assertThatThrownBy(() -> store.find(other)).hasMessageContaining("its hash is " + ONE.id());
        assertThat(store.find("../taken")).isNull();
    }
}
