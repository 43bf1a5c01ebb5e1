package dev.skein.listener;

import dev.skein.model.Failure;
import dev.skein.proxying.ClientLeg;
import dev.skein.proxying.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What streams of HTTP/2 and HTTP/3 have in common as an exchange's client: each is over when both directions have ended or it
 * was reset, and the exchange has ended, too. Confined to its loop.
 */
abstract class StreamLeg implements ClientLeg {
    /** The client has sent all of its request. */
    boolean remoteEnded;
    /** All of the response has left. */
    boolean localEnded;

    boolean reset;
    /** The client is told why, and told that the stream was in error. */
    boolean malformed;

    @Nullable
    Exchange exchange;

    /** A request begins; {@code whole}: and nothing comes behind its head. */
    final void begins(Exchange made, boolean whole) {
        exchange = made;
        remoteEnded = whole;
        localEnded = false;
        reset = false;
        malformed = false;
    }

    final @Nullable Exchange exchange() {
        return exchange;
    }

    final boolean isReset() {
        return reset;
    }

    /** Ends the stream and its exchange. */
    final void fail(Failure failure, int code) {
        Exchange current = exchange;
        reset(code);
        if (current != null) {
            current.clientGone(failure);
        }
    }

    /** The client has reset the stream, or the connection is over. */
    final void gone(Failure failure) {
        reset = true;
        drop();
        Exchange current = exchange;
        if (current != null) {
            current.clientGone(failure);
        } else {
            settle();
        }
    }

    /** The client takes more again. */
    final void clientWritable() {
        if (exchange != null) {
            exchange.clientWritable();
        }
    }

    /** So many bytes of the response have been made. */
    final void count(int bytes) {
        if (exchange != null) {
            exchange.sent(bytes);
        }
    }

    /** Ends the stream on the wire; whatever of it is not sent yet is for nobody. Once. */
    abstract void reset(int code);

    /** What waits to be sent is for nobody. */
    abstract void drop();

    /** Leaves the connection, once nobody needs the stream any more. */
    abstract void settle();

    @Override
    public final boolean takesRawChunks() {
        return false;
    }
}
