/**
 * HTTP/2 on the wire, pure (RFC 9113), with HPACK (RFC 7541): header compression both ways, heads of frames, settings,
 * flow-control windows, gauges against floods. Small state machines over byte arrays, buffers and explicit time; nothing
 * here opens a socket, reads a clock or makes a String on the way of a message, and nothing knows which side it is on.
 * Runs on the event loop of whoever calls: {@code listener} for clients, {@code upstream} for servers. Imports only
 * {@code dev.skein.model}, the JDK and Netty's buffers.
 */
@NullMarked
package dev.skein.http2;

import org.jspecify.annotations.NullMarked;
