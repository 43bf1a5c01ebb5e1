/**
 * What the nodes of a cluster agree on as their configuration, pure: bundles of files with a hash as their name, the head
 * and the history that the register holds, a trial on one node, and what a node's own file is beside them. No thread, no
 * clock, no disk. Called by {@code rollout}, which brings bundles to disks and revisions into effect, and by {@code admin},
 * which shows them.
 */
@NullMarked
package dev.skein.revision;

import org.jspecify.annotations.NullMarked;
