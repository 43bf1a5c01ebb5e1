/**
 * What passes and what is refused, as a corpus of bytes: the same requests and responses through Skein, nginx and HAProxy,
 * between a client that sends exactly these bytes and a server that reads strictly and remembers.
 */
@NullMarked
package dev.skein.conformance;

import org.jspecify.annotations.NullMarked;
