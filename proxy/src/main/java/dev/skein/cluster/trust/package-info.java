/**
 * Who may speak to this node inside the cluster: certificates of one authority, names checked against node ids, a list of
 * revoked ones, renewal while running. Used by the node link and the grid, which bring the sockets.
 *
 * <p>Pure rules over certificates and time; only {@link dev.skein.cluster.trust.NodeTrust} reads files, on its caller's
 * thread. Everything else may be called from any thread.
 */
@NullMarked
package dev.skein.cluster.trust;

import org.jspecify.annotations.NullMarked;
