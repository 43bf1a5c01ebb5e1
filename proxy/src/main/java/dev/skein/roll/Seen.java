package dev.skein.roll;

import dev.skein.control.Tally.Counts;
import dev.skein.model.AdminState;

/**
 * What all nodes together see of the node or server whose turn it is.
 *
 * @param missing why not all nodes are heard; empty: they are
 * @param runner whether the command line that runs the commands was heard of lately; true where there is none
 * @param admin a server's admin state as the node that drives sees it; {@code everywhere}: as all nodes do
 * @param inFlight requests on it, over all nodes
 * @param healthy a server that serves on all nodes, a node that is in the cluster and takes requests
 * @param full whether it takes its whole share: no slow start on any node
 * @param life number of a node's life; 0 while it is away
 * @param serving how many others serve
 * @param text its health, for people
 */
record Seen(
        String missing,
        boolean runner,
        AdminState admin,
        boolean everywhere,
        long inFlight,
        boolean healthy,
        boolean full,
        long life,
        int serving,
        Counts own,
        Counts others,
        String text) {}
