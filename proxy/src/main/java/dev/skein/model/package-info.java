/**
 * The words that all packages share: keys, states, failures, the outcome of an exchange, the head of a request as rules
 * read it, and time as a parameter. Pure values without a thread of their own; called by everybody, imports only the JDK.
 */
@NullMarked
package dev.skein.model;

import org.jspecify.annotations.NullMarked;
