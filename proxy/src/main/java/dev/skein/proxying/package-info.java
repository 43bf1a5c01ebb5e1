/**
 * One exchange: guard, route, admit, pick, relay, perhaps again, outcome. Knows nothing of protocols: fronts stand behind
 * {@link dev.skein.proxying.ClientLeg}, servers behind {@code upstream}. Everything runs on the event loop of the client's
 * connection; called by {@code listener}.
 */
@NullMarked
package dev.skein.proxying;

import org.jspecify.annotations.NullMarked;
