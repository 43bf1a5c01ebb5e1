/**
 * Where a node is put together: {@link dev.skein.Main} turns arguments into an exit code, {@link dev.skein.Node} starts the
 * packages in order and stops them in reverse. Runs on the main thread, on signals and on the reloader's thread.
 */
@NullMarked
package dev.skein;

import org.jspecify.annotations.NullMarked;
