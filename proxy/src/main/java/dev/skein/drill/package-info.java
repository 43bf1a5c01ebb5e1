/**
 * Chosen failures for a bounded time, to see what they cost: a server is lost, a node drains, a node's grid messages are
 * held back, a virtual address moves. First it is checked that the cluster would survive it ({@link
 * dev.skein.drill.Preflight}), then a probe asks through the listener or the address before, during and after, and a {@link
 * dev.skein.drill.Verdict} is worked out from what it saw. The state is a value of the register, taken further by whichever
 * node has the leader role for schedules; whatever is done ends by itself at its time, also when that node dies: a wish by
 * its own end, a node's part by that node's own clock.
 *
 * <p>{@link dev.skein.drill.Drilling} runs on the thread of what goes on for a while, its probe on virtual threads; it is
 * asked by {@code admin} from its loop. The root package starts it.
 */
@NullMarked
package dev.skein.drill;

import org.jspecify.annotations.NullMarked;
