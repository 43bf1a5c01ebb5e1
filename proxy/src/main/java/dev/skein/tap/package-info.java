/**
 * Watching requests as they end, on all nodes at once: whoever is asked asks the others, several times a second. What nobody
 * asks for any more ends by itself, so that nothing has to be told when a watcher or its node is gone.
 *
 * <p>Called by the admin listener's thread and by that of the links between nodes.
 */
@NullMarked
package dev.skein.tap;

import org.jspecify.annotations.NullMarked;
