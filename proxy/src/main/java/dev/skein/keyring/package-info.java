/**
 * The cluster's key ring at this node: who makes keys, how they get to disks and other nodes, and which of them sign cookies,
 * seal tickets and authenticate heartbeats at a time. A thread of its own, since it waits for disks and for other nodes.
 * Called by the node.
 */
@NullMarked
package dev.skein.keyring;

import org.jspecify.annotations.NullMarked;
