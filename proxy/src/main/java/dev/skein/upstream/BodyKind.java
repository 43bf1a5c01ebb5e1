package dev.skein.upstream;

/** How the end of a response is told (RFC 9112 §6.3). */
public enum BodyKind {
    NONE,
    LENGTH,
    CHUNKED,
    /** The connection's end is the body's end: an HTTP/1.0 habit. */
    UNTIL_CLOSE,
    /** Not a body: bytes both ways after 101. */
    TUNNEL
}
