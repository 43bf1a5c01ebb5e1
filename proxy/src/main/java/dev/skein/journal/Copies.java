package dev.skein.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the copies of other nodes' journals are: {@code copies/NODE.jsonl}. */
final class Copies {
    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);
    private static final String END = ".jsonl";

    private Copies() {}

    static Path path(Path directory, String node) {
        return directory.resolve("copies").resolve(node + END);
    }

    /** Whose copies are there. */
    static Set<String> nodes(Path directory) {
        return names(directory.resolve("copies"));
    }

    /** Names of the journals in a directory. */
    static Set<String> names(Path directory) {
        Set<String> nodes = new TreeSet<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.endsWith(END))
                        .forEach(name -> nodes.add(name.substring(0, name.length() - END.length())));
            } catch (IOException e) {
                LOG.warn("{}: cannot be read: {}", directory, e.toString());
            }
        }
        return nodes;
    }
}
