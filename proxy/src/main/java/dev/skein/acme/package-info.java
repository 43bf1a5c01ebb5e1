/**
 * Certificates that come and renew themselves (RFC 8555). One node at a time orders them, the one with the role; what it has
 * agreed on with the authority lies in the register, keys and certificates in the key ring, so that any node answers the
 * authority and any can go on where another one ended. Two threads of its own: one that spreads what was decided on this
 * node, one that speaks with the authority and waits for it; never an event loop. Called by the node.
 */
@NullMarked
package dev.skein.acme;

import org.jspecify.annotations.NullMarked;
