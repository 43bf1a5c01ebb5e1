package dev.skein.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Hazelcast that the tests run with, and the one of the minor before it, which the build fetches. */
final class Hazelcasts {
    private static final Pattern JAR = Pattern.compile("hazelcast-(\\d+\\.\\d+)[^/]*\\.jar");
    private static final Path FORMER = Path.of("target", "grids");

    private Hazelcasts() {}

    private static Matcher name(Path jar) {
        return JAR.matcher(jar.getFileName().toString());
    }

    private static boolean isJar(Path path) {
        return name(path).matches();
    }

    /** What a grid of members with that one is called. */
    static String grid(Path jar) {
        Matcher name = name(jar);
        if (!name.matches()) {
            throw new IllegalArgumentException(jar + " (expected: hazelcast-VERSION.jar)");
        }
        return "hz" + name.group(1) + "-s1";
    }

    /** The one that Skein is compiled with. */
    static Path present() {
        return Arrays.stream(Lab.classPath().split(":"))
                .map(Path::of)
                .filter(Hazelcasts::isJar)
                .findFirst()
                .orElseThrow();
    }

    static Path former() {
        try (Stream<Path> files = Files.exists(FORMER) ? Files.list(FORMER) : Stream.empty()) {
            return files.filter(Hazelcasts::isJar)
                    .findFirst()
                    .map(Path::toAbsolutePath)
                    .orElseThrow(() -> new IllegalStateException("no Hazelcast in " + FORMER.toAbsolutePath()
                            + " (expected: fetched by mvn -Plab process-test-resources)"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tests' own class path, with that one in place of the present one. */
    static String classPath(Path hazelcast) {
        return Arrays.stream(Lab.classPath().split(":"))
                .map(Path::of)
                .map(path -> (isJar(path) ? hazelcast : path).toString())
                .collect(Collectors.joining(":"));
    }
}
