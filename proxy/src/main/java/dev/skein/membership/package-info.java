/**
 * This node among the others: where they are, the connections to them, whose heartbeats come, its word in what a majority
 * decides, and whether it is well enough to hold an address. On the node's thread for what may take a while, unless a type
 * says otherwise. Called by the node.
 */
@NullMarked
package dev.skein.membership;

import org.jspecify.annotations.NullMarked;
