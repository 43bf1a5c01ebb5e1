package dev.skein.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole files, good and bad, with the exact text of their reading. */
class GoldenTest {
    static Stream<Path> files() {
        return Stream.concat(Golden.files(Golden.GOOD), Golden.files(Golden.BAD));
    }

    static Stream<Path> shipped() {
        return Stream.concat(Golden.files(Golden.CONF), Golden.files(Golden.CONF.resolve("examples")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileReadsAsExpected(Path file) throws IOException {
        Golden.compare(Golden.text(file), Golden.expected(file));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsAsGoodOrBadAsItsDirectorySays(Path file) {
        boolean good = file.startsWith(Golden.GOOD);
        assertThat(SettingsReader.read(file, Golden.ENVIRONMENT))
                .isInstanceOf(good ? Loaded.Valid.class : Loaded.Invalid.class);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void whatIsShippedLoadsWithoutProblemsOrWarnings(Path file) throws IOException {
        Loaded loaded = SettingsReader.read(file, Golden.ENVIRONMENT);
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Valid.class,
                        valid -> assertThat(valid.warnings()).isEmpty());
        Path expected = Golden.MODULE
                .resolve("src/test/resources/config/shipped")
                .resolve(Golden.expected(file).getFileName());
        Golden.compare(Golden.text(file), expected);
    }
}
