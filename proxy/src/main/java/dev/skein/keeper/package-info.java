/**
 * The keeper: a small process beside the node that runs heartbeats and leases, and has the kernel answer for virtual
 * addresses or not. It is a process of its own so that collection and load in the node can't delay a heartbeat, so that
 * something survives the node's {@code kill -9} and gives its addresses up at once, and so that the JVM that parses what the
 * internet sends needs no capability. Its code comes from the same jar; it knows no configuration file: everything it goes by
 * comes from its node, over a unix socket that only the two can open.
 *
 * <p>Threads: the heartbeat's, on which all kernel calls are made, so that an address is off before the voters hear that it
 * is given up; one that reads and one that writes the socket; and the main one, which notices a silent node. The node's end
 * ({@link dev.skein.keeper.KeeperLink}) lies here, too, with threads of its own; it is called by the node's wiring.
 */
@NullMarked
package dev.skein.keeper;

import org.jspecify.annotations.NullMarked;
