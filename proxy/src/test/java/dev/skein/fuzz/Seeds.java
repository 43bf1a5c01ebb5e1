package dev.skein.fuzz;

import dev.skein.conformance.Corpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What each target begins with: inputs that once found something, and what the corpus of conformance has of its kind. */
final class Seeds {
    private static final Path STORED = Path.of("src/test/resources/fuzz");

    private Seeds() {}

    static List<byte[]> of(Target target) {
        List<byte[]> seeds = new ArrayList<>(stored(target));
        switch (target) {
            case REQUEST_HEAD, MESSAGE, REQUEST_FIELDS ->
                Corpus.requests().forEach(each -> seeds.add(cut(each.text())));
            case RESPONSE_HEAD, RESPONSE_FIELDS -> Corpus.responses().forEach(each -> seeds.add(cut(each.text())));
            case CHUNKS ->
                Corpus.requests().stream()
                        .filter(each ->
                                each.name().startsWith("chunk-") || each.name().startsWith("trailer-"))
                        .forEach(each ->
                                seeds.add(cut(each.text().substring(each.text().indexOf("\r\n\r\n") + 4))));
            case PATH ->
                Corpus.requests().stream()
                        .filter(each -> each.name().startsWith("path-"))
                        .forEach(each -> seeds.add(bytes(each.text().split(" ", -1)[1])));
            default -> {
                // Only those that are stored.
            }
        }
        return seeds;
    }

    /** With a first byte that says where it is cut in two. */
    private static byte[] cut(String text) {
        return bytes("\u0080" + text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> stored(Target target) {
        Path directory = STORED.resolve(target.directory());
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<byte[]> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.add(Files.readAllBytes(file));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
