/**
 * The picture that requests read: routes, policies, and each pool's present candidates. Published by {@code control} alone,
 * read by every event loop; all of it immutable but for the few cells that say so.
 */
@NullMarked
package dev.skein.snapshot;

import org.jspecify.annotations.NullMarked;
