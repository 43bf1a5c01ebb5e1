package dev.skein.fuzz;

import dev.skein.config.Loaded;
import dev.skein.config.SettingsReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A configuration is valid, or has problems that are told; it never ends in an exception. */
final class ConfigurationTarget {
    private ConfigurationTarget() {}

    static void read(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        if (text.contains("include")) {
            // Files of this machine are not the subject.
            return;
        }
        Loaded loaded = SettingsReader.readText(Path.of("fuzz.conf"), text, Map.of());
        if (loaded instanceof Loaded.Invalid invalid && invalid.problems().isEmpty()) {
            throw new AssertionError("invalid without a problem");
        }
    }
}
