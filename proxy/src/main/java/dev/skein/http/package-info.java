/**
 * The wire, pure: heads, chunks, framing and field rules, normalisation of request targets, forwarding fields, the PROXY
 * protocol. Functions over byte spans and small reusable state machines; nothing here opens a socket, reads a clock or makes
 * a String on the way of a request. Runs on the event loop of whoever calls: {@code upstream}, {@code transport},
 * {@code proxying} and {@code listener}. Imports only {@code dev.skein.model}, the JDK and Netty's buffers.
 */
@NullMarked
package dev.skein.http;

import org.jspecify.annotations.NullMarked;
