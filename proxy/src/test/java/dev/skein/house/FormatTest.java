package dev.skein.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every Java file of every module reads as Palantir's formatter writes it. It runs here and not as a Maven plugin because
 * it must parse the newest syntax, so it needs the toolchain's JDK and not Maven's own. {@code -Dskein.format=write}
 * rewrites the files instead of complaining.
 */
class FormatTest {
    /** Digests of files that were found well, so that only what changed is formatted again; gone with {@code clean}. */
    private static final Path KNOWN = Sources.ROOT.resolve("proxy/target/formatted.txt");

    @Test
    void everyFileIsFormatted() throws Exception {
        boolean write = "write".equals(System.getProperty("skein.format"));
        Set<String> known = Files.exists(KNOWN) ? Set.copyOf(Files.readAllLines(KNOWN)) : Set.of();
        List<Path> files = new ArrayList<>(Sources.all());
        List<String> arguments = new ArrayList<>(List.of("--palantir", write ? "--replace" : "--dry-run"));
        files.stream()
                .filter(file -> !known.contains(digest(file)))
                .map(Path::toString)
                .forEach(arguments::add);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        if (arguments.size() > 2) {
            new Main(new PrintWriter(out, true), new PrintWriter(err, true), InputStream.nullInputStream())
                    .format(arguments.toArray(String[]::new));
        }
        assertThat(err.toString()).as("what the formatter could not read").isEmpty();
        Set<Path> differing =
                write ? Set.of() : out.toString().lines().map(Path::of).collect(Collectors.toSet());
        files.removeAll(differing);
        Files.write(KNOWN, files.stream().map(FormatTest::digest).toList());
        assertThat(differing.stream().map(Sources::name).sorted())
                .as("files to format: mvn -pl proxy -am test -Dtest=FormatTest -Dskein.format=write "
                        + "-Dsurefire.failIfNoSpecifiedTests=false")
                .isEmpty();
    }

    /** Of a file's content together with the formatter that judges it. */
    private static String digest(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()
                    .getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
