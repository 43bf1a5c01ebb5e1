package dev.skein.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.cluster.keys.ClusterSecret;
import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRing;
import dev.skein.cluster.keys.KeyRingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rings that are in use and rings that may come to be, over the end of the process at any point between. */
class RingStoreTest {
    private static final long START = 1_800_000_000_000L;

    private final ClusterSecret secret = new ClusterSecret("correct horse battery staple");
    private final KeyRing first = KeyRing.EMPTY.rotated(START, new SecureRandom());

    @TempDir
    Path data;

    private RingStore open() throws IOException {
        return new RingStore(data, secret, "edge");
    }

    private KeyRing after(KeyRing ring) {
        return ring.renewed(KeyPurpose.COOKIE, START + 1000, new SecureRandom());
    }

    @Test
    void aProposedRingCountsOnceItsHashIsNamedAndFromThenOnOverARestart() throws Exception {
        RingStore store = open();
        assertThat(store.ring()).isEqualTo(KeyRing.EMPTY);
        store.propose(first);
        assertThat(store.ring()).as("nobody has named it").isEqualTo(KeyRing.EMPTY);
        assertThat(open().ring()).isEqualTo(KeyRing.EMPTY);
        assertThat(store.take(first.hash())).isTrue();
        assertThat(store.ring()).isEqualTo(first);
        assertThat(open().ring()).isEqualTo(first);
        assertThat(store.take(first.hash())).as("again").isTrue();
    }

    @Test
    void whatWasProposedBeforeARestartCanBeNamedAfterIt() throws Exception {
        open().propose(first);
        RingStore store = open();
        assertThat(store.take(first.hash())).isTrue();
        assertThat(store.ring()).isEqualTo(first);
    }

    @Test
    void anUnknownHashChangesNothing() throws Exception {
        RingStore store = open();
        store.propose(first);
        assertThat(store.take(after(first).hash())).isFalse();
        assertThat(store.ring()).isEqualTo(KeyRing.EMPTY);
        assertThat(store.find(after(first).hash())).isNull();
    }

    /** The next may come before it is known here that the last one counts; the oldest gives way. */
    @Test
    void theLastFewProposalsAreKeptBesideEachOther() throws Exception {
        RingStore store = open();
        List<KeyRing> rings = new ArrayList<>(List.of(first));
        store.propose(first);
        for (int i = 0; i < 5; i++) {
            rings.add(after(rings.getLast()));
            store.propose(rings.getLast());
        }
        RingStore again = open();
        for (RingStore each : List.of(store, again)) {
            assertThat(rings)
                    .filteredOn(ring -> each.find(ring.hash()) != null)
                    .containsExactlyElementsOf(rings.subList(2, 6));
        }
        assertThat(again.take(rings.get(3).hash())).isTrue();
        assertThat(again.ring()).isEqualTo(rings.get(3));
    }

    @Test
    void otherNodesGetItSealedAndOnlyThoseWithTheSecretReadIt() throws Exception {
        RingStore store = open();
        store.propose(first);
        byte[] sealed = Objects.requireNonNull(store.find(first.hash()));
        assertThat(store.open(sealed)).isEqualTo(first);
        RingStore stranger = new RingStore(data.resolve("other"), new ClusterSecret("another secret"), "edge");
        assertThatThrownBy(() -> stranger.open(sealed)).isInstanceOf(KeyRingException.class);
    }

    @Test
    void aChangeMakesKeysForThePurposesThatWereNamedAndNoOthers() throws Exception {
        RingStore store = open();
        store.propose(first);
        store.take(first.hash());
        long from = START + 1000;
        KeyRing next = store.changed(from, Set.of(KeyPurpose.COOKIE), false);
        assertThat(next.version()).isEqualTo(first.version() + 1);
        assertThat(next.secrets(KeyPurpose.COOKIE, from))
                .containsAll(first.secrets(KeyPurpose.COOKIE, START))
                .hasSize(2);
        for (KeyPurpose other : EnumSet.complementOf(EnumSet.of(KeyPurpose.COOKIE))) {
            assertThat(next.secrets(other, from)).containsExactlyElementsOf(first.secrets(other, from));
        }
        KeyRing without = store.changed(from, Set.of(KeyPurpose.COOKIE), true);
        assertThat(without.secrets(KeyPurpose.COOKIE, from + KeyRing.OVERLAP_MILLIS))
                .hasSize(1)
                .doesNotContainAnyElementsOf(first.secrets(KeyPurpose.COOKIE, START));
        assertThat(store.ring()).as("not yet").isEqualTo(first);
    }

    @Test
    void aDamagedFileIsToldAndNeverTakenForNone() throws Exception {
        RingStore store = open();
        store.propose(first);
        store.take(first.hash());
        for (String name : List.of("keyring", "proposed/keyring")) {
            Path file = data.resolve(name);
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 1;
            Files.write(file, bad);
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageStartingWith(file.toString());
            Files.write(file, good);
        }
        assertThat(open().ring()).isEqualTo(first);
    }
}
