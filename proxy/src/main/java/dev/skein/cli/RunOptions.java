package dev.skein.cli;

import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * What a node is started with.
 *
 * @param config the configuration file, as the person wrote it
 * @param out for the one line {@code ready in N ms} and what belongs to it; flushes by line
 * @param err for problems of the configuration and of the machine; flushes by line
 */
public record RunOptions(Path config, PrintWriter out, PrintWriter err) {}
