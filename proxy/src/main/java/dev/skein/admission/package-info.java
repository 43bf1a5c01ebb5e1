/**
 * Whether a request is let in: rate and concurrency limits, circuit breakers, retry budgets, queue rules.
 *
 * <p>Every limit is one object, shared by all event loops of the node and made and adjusted by the control thread, which
 * keeps it over reloads by name. Exchanges call it on their event loop: explicit time, no lock, and no allocation but
 * where a breaker changes state. Limits are those of this node; what part of a cluster's quota that is, {@link
 * dev.skein.admission.Quotas} says.
 */
@NullMarked
package dev.skein.admission;

import org.jspecify.annotations.NullMarked;
