/**
 * The commands of {@code skein}: what a person types, and what a script reads. {@code run} hands over to the node; the
 * others talk to a node's admin API or work on a file. The only package that writes to the standard streams.
 *
 * <p>Runs on the main thread, and on one more where a command does two things at once. Called by {@code Main}.
 */
@NullMarked
package dev.skein.cli;

import org.jspecify.annotations.NullMarked;
