package dev.skein.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingFileTest {
    private static final long START = 1_800_000_000_000L;

    @TempDir
    Path data;

    private final ClusterSecret secret = new ClusterSecret("correct horse battery staple");
    private final KeyRing ring = KeyRing.EMPTY.rotated(START, new SecureRandom());

    private KeyRingFile file() {
        return new KeyRingFile(data, secret, "edge");
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        assertThat(file().read()).isEqualTo(KeyRing.EMPTY);
        file().write(ring);
        assertThat(file().read()).isEqualTo(ring);
        KeyRing next = ring.replaced(KeyPurpose.COOKIE, START, new SecureRandom());
        file().write(next);
        assertThat(file().read()).isEqualTo(next);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("keyring"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void nothingOfTheKeysIsInTheFile() throws Exception {
        file().write(ring);
        String bytes = new String(Files.readAllBytes(data.resolve("keyring")), StandardCharsets.ISO_8859_1);
        for (RingKey key : ring.keys()) {
            assertThat(bytes).doesNotContain(new String(key.secret(), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void anotherSecretIsToldFromADamagedFile() throws Exception {
        file().write(ring);
        assertThatThrownBy(() -> new KeyRingFile(data, new ClusterSecret("another secret"), "edge").read())
                .isInstanceOf(KeyRingException.class)
                .hasMessageStartingWith(data.resolve("keyring")
                        + ": encrypted under another cluster.secret than the configured one. Configure the"
                        + " right secret")
                .hasMessageNotContaining("another secret");
        assertThatThrownBy(() -> new KeyRingFile(data, secret, "inner").read())
                .hasMessageContaining("damaged or changed, or of another cluster than inner");
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] sealed = SealedRing.seal(ring, secret, "edge", new SecureRandom());
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> SealedRing.open(changed, secret, "edge"))
                    .as("byte %d", at)
                    .isInstanceOf(KeyRingException.class);
        }
    }

    @Test
    void everyCutFileIsNoticedAndNeverTakenForAnEmptyOne() throws Exception {
        byte[] sealed = SealedRing.seal(ring, secret, "edge", new SecureRandom());
        for (int length = 0; length < sealed.length; length += 7) {
            Files.write(data.resolve("keyring"), Arrays.copyOf(sealed, length));
            assertThatThrownBy(() -> file().read())
                    .as("%d bytes", length)
                    .isInstanceOf(KeyRingException.class)
                    .hasMessageContaining("bring back a copy of the file, or remove it");
        }
    }

    @Test
    void twoSealsOfOneRingShareNothing() {
        SecureRandom random = new SecureRandom();
        assertThat(SealedRing.seal(ring, secret, "edge", random))
                .isNotEqualTo(SealedRing.seal(ring, secret, "edge", random));
    }

    @Test
    void keysOfTheSecretDifferByUseAndClusterAndStayTheSameFromVersionToVersion() {
        assertThat(secret.derive("heartbeat", "edge"))
                .hasSize(32)
                .isNotEqualTo(secret.derive("heartbeat", "inner"))
                .isNotEqualTo(secret.derive("other", "edge"));
        assertThat(HexFormat.of().formatHex(secret.derive("heartbeat", "edge")))
                .isEqualTo("76ac2acf9ea2aaeba324f83f8ab6513e93fa572bc02560c1468b37830fbe0358");
    }

    @Test
    void aRingOfANewerFormatSaysSo() {
        byte[] newer = KeyRingCodec.encode(ring);
        newer[0] = 9;
        assertThatThrownBy(() -> KeyRingCodec.decode(newer)).hasMessageContaining("written by a newer Skein");
    }
}
