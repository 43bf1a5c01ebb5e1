/**
 * Arbitrary bytes for all that reads what strangers send. Each target throws where something is wrong, be it an exception
 * or a broken promise: what comes in pieces reads as what comes at once, and what goes out parses again, in an independent
 * parser, to the same message.
 */
@NullMarked
package dev.skein.fuzz;

import org.jspecify.annotations.NullMarked;
