package dev.skein.listener;

/** Where a client's HTTP/1.x connection is in its requests. */
enum Http1State {
    IDLE,
    HEAD,
    BODY,
    /** The request is in; what follows waits for the response's end. */
    WAITING,
    TUNNEL,
    /** The rest of a request that was answered already is for nobody; then comes the next one. */
    SKIP,
    /** The rest is for nobody. */
    DISCARD
}
