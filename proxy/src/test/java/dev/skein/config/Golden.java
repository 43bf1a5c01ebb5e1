package dev.skein.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files with their expected reading beside them. {@code -Dskein.write-golden=true} writes the expectations anew. */
final class Golden {
    /** The module's directory, whatever directory the tests are run from. */
    static final Path MODULE = Files.isDirectory(Path.of("proxy/src")) ? Path.of("proxy") : Path.of("");

    static final Path GOOD = MODULE.resolve("src/test/resources/config/good");
    static final Path BAD = MODULE.resolve("src/test/resources/config/bad");
    static final Path CONF = MODULE.resolve("../conf").normalize();
    static final Map<String, String> ENVIRONMENT = Map.of("SKEIN_NODE", "a", "BAD_WEIGHT", "heavy", "PORT", "8181");

    private Golden() {}

    static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a reading says, with paths from the file's directory on. */
    static String text(Path file) {
        String text = switch (SettingsReader.read(file, ENVIRONMENT)) {
            case Loaded.Invalid invalid -> lines("", invalid.problems());
            case Loaded.Valid valid -> lines("warning ", valid.warnings()) + SettingsText.of(valid.settings());
        };
        return text.replace(Objects.requireNonNull(file.getParent()) + "/", "");
    }

    private static String lines(String before, List<Problem> problems) {
        return problems.stream().map(problem -> before + problem + "\n").collect(Collectors.joining());
    }

    static void compare(String actual, Path expected) throws IOException {
        if (Boolean.getBoolean("skein.write-golden")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    static Path expected(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace(".conf", ".expected"));
    }
}
