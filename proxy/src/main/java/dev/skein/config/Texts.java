package dev.skein.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configuration as it travels: the main file with all that it includes, as texts. Immutable.
 *
 * @param label how problems name the main file
 * @param files by name as seen from the main file's directory; the main one is {@link #MAIN}
 */
public record Texts(String label, SortedMap<String, String> files) {
    /** The name of the main file, which each node may call as it likes. */
    public static final String MAIN = "";

    public Texts {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Reads files from the disk.
     *
     * @param all the main one and what it includes; those that are missing are left out
     * @throws IOException if one can't be read, or is no UTF-8
     */
    public static Texts of(Path main, Collection<Path> all) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (Path file : all) {
            if (file.equals(main) || Files.exists(file)) {
                files.put(file.equals(main) ? MAIN : name(main, file), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return new Texts(main.toString(), files);
    }

    /** A file's name as seen from the main one's directory. */
    static String name(Path main, Path file) {
        Path directory = main.toAbsolutePath().normalize().getParent();
        Path absolute = file.toAbsolutePath().normalize();
        return directory == null
                ? absolute.toString()
                : directory.relativize(absolute).toString();
    }

    /** How problems name one of the files. */
    String label(String name) {
        return name.equals(MAIN) ? label : name + " of " + label;
    }

    /** The same files, named in another way. */
    public Texts labelled(String other) {
        return new Texts(other, files);
    }
}
