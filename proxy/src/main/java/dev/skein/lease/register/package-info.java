/**
 * The register: the few small values that must be the same on every node (voters, head of the configuration, wishes, head
 * of the key ring), replicated among the voters and changed only by a majority of them.
 *
 * <p>One {@link dev.skein.lease.register.Document} holds all values and the voter set. Each next document is decided by one
 * instance of single-decree Paxos (Lamport, "Paxos made simple", 2001) among the voters that the document before it names:
 * so values and voters have one order, a change of voters is an ordinary change, nothing has to be compacted, and a node
 * that was away catches up with one message. In the manner of CASPaxos (Rystsov 2018) a change is a function of the
 * document that a majority confirmed to be the last. {@code docs/adr} says why this and not Raft.
 *
 * <p>{@link dev.skein.lease.register.RegisterCore} is pure, over explicit time, and simulated;
 * {@link dev.skein.lease.register.Register} is the shell with a thread and a file. Called by the node; messages go over
 * {@link dev.skein.lease.register.RegisterLink}.
 */
@NullMarked
package dev.skein.lease.register;

import org.jspecify.annotations.NullMarked;
