/**
 * How a configuration comes into force: a node's own file, over it what a majority commits, checked by all live nodes before,
 * tried by one of them first if asked, followed by each until it works, kept on disk over restarts. A thread of its own for
 * following, one for proposals and one that answers other nodes, since all of that waits for disks or for others. Called by
 * the node, which also takes settings into effect.
 */
@NullMarked
package dev.skein.rollout;

import org.jspecify.annotations.NullMarked;
