package dev.skein.listener;

import dev.skein.proxying.Exchange;
import dev.skein.proxying.Listening;
import dev.skein.transport.Loop;
import org.jspecify.annotations.Nullable;

/** A stream of HTTP/2 or 3 as the body of its request sees it. */
interface BodyStream {
    /** Null once it is over. */
    @Nullable
    Exchange exchange();

    Loop loop();

    Listening listening();

    /** Bytes were passed on: the client may send as many again. */
    void used(int bytes);

    /** Bytes came for nobody: of the stream, no more will be wanted. */
    void unwanted(int bytes);

    /** Whether bytes wait here for the server, so that the client should not send more. */
    void waits(boolean waiting);

    /** There are more or fewer bytes than Content-Length says (RFC 9113 §8.1.1, RFC 9114 §4.1.2). */
    void mismatch();

    /** The client has sent all of its request. */
    void remoteEnd();

    /** Something has ended: perhaps the stream has. */
    void settle();
}
