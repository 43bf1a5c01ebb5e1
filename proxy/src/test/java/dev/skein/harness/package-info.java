/** Clients and servers that speak exactly the bytes a test gives them, over real sockets of the loopback. */
@NullMarked
package dev.skein.harness;

import org.jspecify.annotations.NullMarked;
