/**
 * What operators reach: the HTTP API, the page, who may do what. Runs on one event loop of its own, so that no look at the
 * node costs a request anything; reads counters and snapshots where they are, and asks {@code control} for the rest. The
 * root package opens and closes it.
 */
@NullMarked
package dev.skein.admin;

import org.jspecify.annotations.NullMarked;
