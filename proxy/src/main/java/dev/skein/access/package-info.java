/**
 * Who may use a route: networks, passwords, tokens, somebody else's word, and other sites' scripts (CORS). What was found out
 * is asked for on event loops, without locks; finding out is done elsewhere, in few threads and with a bound. Called by
 * {@code proxying}; built by {@code control}.
 */
@NullMarked
package dev.skein.access;

import org.jspecify.annotations.NullMarked;
