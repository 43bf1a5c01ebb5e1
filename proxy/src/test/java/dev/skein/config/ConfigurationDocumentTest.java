package dev.skein.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about the configuration says what the reference says. {@code -Dskein.write-docs=true} writes it anew. */
class ConfigurationDocumentTest {
    @Test
    void thePageIsUpToDate() throws IOException {
        Path page = Golden.MODULE.resolve("../docs/configuration.md");
        String text = ConfigurationDocument.text();
        if (Boolean.getBoolean("skein.write-docs")) {
            Files.writeString(page, text);
        }
        assertThat(Files.readString(page)).isEqualTo(text);
    }
}
