package dev.skein.config;

import com.typesafe.config.ConfigValue;
import dev.skein.model.PemCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Keys that name files, found from the file that the key was written in. */
final class FileKeys {
    private FileKeys() {}

    /** A path that need not be there yet; null where the key is null. */
    static @Nullable Path path(Block block, String key) {
        String text = block.find(key, Rules.SYSTEM_TEXT);
        ConfigValue value = block.value(key);
        return text == null || value == null ? null : block.reading.resolve(value.origin(), text);
    }

    /** A file that must be there and readable; null where the key is null. */
    static @Nullable Path find(Block block, String key) {
        Path file = path(block, key);
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            String shown = block.shown(key);
            String where = shown.equals(Rule.quoted(file.toString())) ? "" : ", which is " + file;
            block.problem(key, shown + where, "a file that exists and can be read");
        }
        return file;
    }

    /** The same for one that is required. */
    static Path get(Block block, String key) {
        Path file = find(block, key);
        if (file == null && !block.isDefault() && block.sound(key)) {
            block.problem(key, "missing", "a file");
        }
        return file == null ? Path.of("") : file;
    }

    /** The file of {@code ca}: certificates of authorities; null where there is none. */
    static @Nullable Path authorities(Block block) {
        Path file = find(block, "ca");
        if (file != null && block.sound("ca")) {
            try {
                PemCertificates.read(Files.readAllBytes(file));
            } catch (IOException | CertificateException e) {
                block.problem("ca", file + ": " + e.getMessage(), "a PEM file of certificates");
            }
        }
        return file;
    }

    /** The type of a file by its ending; plain text where that says nothing. */
    static String contentType(Path file) {
        String name = file.toString();
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html", "htm" -> "text/html; charset=utf-8";
            case "json" -> "application/json";
            case "xml" -> "application/xml";
            case "svg" -> "image/svg+xml";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            default -> "text/plain; charset=utf-8";
        };
    }
}
