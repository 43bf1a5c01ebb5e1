/**
 * Whether a request is let in: rate and concurrency limits, circuit breakers, retry budgets.
 *
 * <p>Every limit is one object, shared by all event loops of the node and made and adjusted by the control thread, which
 * keeps it over reloads by name. Exchanges call it on their event loop: explicit time, no lock, and no allocation but
 * where a breaker changes state. Limits are those of this node; the part of a
 * cluster's quota that is this node's is set on them ({@code share}) by the control thread.
 */
@NullMarked
package dev.skein.admission;

import org.jspecify.annotations.NullMarked;
