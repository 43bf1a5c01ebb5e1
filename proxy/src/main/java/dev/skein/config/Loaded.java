package dev.skein.config;

import java.nio.file.Path;
import java.util.List;

/** What came of reading a configuration. */
public sealed interface Loaded {
    /** The file and all that it includes, whether they exist or not: what to watch for changes. */
    List<Path> files();

    /**
     * A configuration that can run.
     *
     * @param warnings in the order of the file: what is allowed and yet looks like a mistake
     */
    record Valid(Settings settings, List<Problem> warnings, List<Path> files) implements Loaded {}

    /**
     * A configuration to be refused as a whole.
     *
     * @param problems at least one, in the order of the file
     */
    record Invalid(List<Problem> problems, List<Path> files) implements Loaded {}
}
