package dev.skein.transport;

import io.netty.handler.codec.quic.QuicStreamChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Tells whether a client of QUIC still takes what is sent on a stream. Netty says so only to who writes; whoever has nothing
 * to write for a while, as with a server that thinks, has to ask the library beneath. Used on the stream's loop.
 */
public final class StreamStops {
    private static final String PACKAGE = "io.netty.handler.codec.quic.";
    private static final StreamStops ONE = new StreamStops();

    private final MethodHandle capacity;
    private final int done;

    /** Fails where Netty has changed, and no longer has what is looked for. */
    private StreamStops() {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            Class<?> channels = Class.forName(PACKAGE + "QuicheQuicChannel");
            Class<?> library = Class.forName(PACKAGE + "Quiche");
            capacity = MethodHandles.privateLookupIn(channels, own)
                    .findVirtual(channels, "streamCapacity", MethodType.methodType(long.class, long.class))
                    .asType(MethodType.methodType(long.class, Object.class, long.class));
            done = (int) MethodHandles.privateLookupIn(library, own)
                    .findStaticGetter(library, "QUICHE_ERR_DONE", int.class)
                    .invoke();
        } catch (Throwable e) { // what method handles declare
            throw new IllegalStateException("Netty's QUIC (expected: the capacity of a stream)", e);
        }
    }

    /** Whether nothing more is to be sent on a stream of which not all has been sent (RFC 9000 §3.5). */
    public static boolean stopped(QuicStreamChannel stream) {
        try {
            long left = (long) ONE.capacity.invokeExact((Object) stream.parent(), stream.streamId());
            return left < 0 && left != ONE.done;
        } catch (Throwable e) { // what method handles declare
            throw new IllegalStateException("the capacity of a stream", e);
        }
    }
}
