/**
 * The only writer: one thread that takes {@link dev.skein.control.Change changes}, folds them into its state and publishes
 * what requests read. Settings, wishes and findings meet here and stay apart. Called by {@code Node}, {@code admin}, and the
 * adapters of probes and name look-ups; never called on the request path.
 */
@NullMarked
package dev.skein.control;

import org.jspecify.annotations.NullMarked;
