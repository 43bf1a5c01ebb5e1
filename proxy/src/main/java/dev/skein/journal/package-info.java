/**
 * The journals of all nodes, on each node's disk: a node chains its own events by hash, copies the chains of the others, and
 * shows all of them in one order, by (hybrid time, node, sequence), which is the same on every node that has the same lines.
 *
 * <p>{@link dev.skein.journal.Archive} is what others use, from any thread; everything else is confined to its thread, or
 * to one test or command.
 *
 * <p>Called by the root package, which carries lines from node to node, by the admin API and by {@code skein journal}.
 */
@NullMarked
package dev.skein.journal;

import org.jspecify.annotations.NullMarked;
