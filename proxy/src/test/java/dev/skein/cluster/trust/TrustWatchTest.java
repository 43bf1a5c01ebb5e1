package dev.skein.cluster.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustWatchTest {
    @TempDir
    Path directory;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void everythingIsToldOnceAndRenewedFilesAreTakenUp() throws Exception {
        TestAuthority authority = new TestAuthority(directory, "ours");
        TlsFiles files =
                authority.issue("a", builder -> builder.notAfter(Instant.now().plus(Duration.ofDays(5))));
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
        NodeTrust trust = TestAuthority.trust("a", files);
        try (TrustWatch watch =
                TrustWatch.start(trust, Duration.ofMillis(5), (kind, text) -> told.add(kind + " " + text))) {
            assertThat(watch).isNotNull();
            await().until(() -> told.size() == 2);
            assertThat(told.get(0)).startsWith("WARNING " + files.key() + ": others than its owner");
            assertThat(told.get(1)).startsWith("EXPIRING " + files.cert()).contains("expires in 4 days");

            authority.issue("a");
            await().untilAsserted(() -> assertThat(told).anyMatch(line -> line.startsWith("RENEWED ")));
            Files.writeString(files.key(), "rubbish");
            await().untilAsserted(() ->
                    assertThat(told.getLast()).startsWith("REFUSED ").contains("no private key"));
        }
        assertThat(told).filteredOn(line -> line.startsWith("WARNING")).hasSize(1);
        assertThat(told).filteredOn(line -> line.startsWith("EXPIRING")).hasSize(1);
    }
}
