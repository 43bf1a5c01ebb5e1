/**
 * Restarts the nodes, or has a command run for the servers of a pool, one after the other under load: one state machine
 * ({@link dev.skein.roll.RollMachine}, pure, over explicit time) whose state is a value of the register. Whichever node has
 * the leader role for schedules takes the next step, so a roll survives the death of the node that did. What it goes by are
 * the {@link dev.skein.control.Tally tallies} of all nodes; what it does are wishes for servers and a word to the node whose
 * turn it is.
 *
 * <p>{@link dev.skein.roll.Rolling} runs on a thread of its own, and is asked by {@code admin} from its loop. The root
 * package starts it.
 */
@NullMarked
package dev.skein.roll;

import org.jspecify.annotations.NullMarked;
