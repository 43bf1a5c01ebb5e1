package dev.skein.transport;

import io.netty.channel.ChannelHandler;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Gives each QUIC connection the token that ends it statelessly (RFC 9000 §10.3). Netty's API takes one token for all
 * connections of a socket, so that each client could end those of all others; the library beneath copies its configuration
 * whenever a connection begins, so setting it right before does what is needed. Used on the loop of its socket.
 */
public final class ResetTokenSlot {
    private static final String PACKAGE = "io.netty.handler.codec.quic.";

    private final MethodHandle set;
    private final long configuration;

    private ResetTokenSlot(MethodHandle set, long configuration) {
        this.set = set;
        this.configuration = configuration;
    }

    /**
     * Of a server's codec that was just built.
     *
     * @throws IllegalStateException where Netty has changed, and no longer has what is looked for
     */
    public static ResetTokenSlot of(ChannelHandler codec) {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            Class<?> codecs = Class.forName(PACKAGE + "QuicheQuicCodec");
            Class<?> configurations = Class.forName(PACKAGE + "QuicheConfig");
            Class<?> library = Class.forName(PACKAGE + "Quiche");
            Object configuration = MethodHandles.privateLookupIn(codecs, own)
                    .findGetter(codecs, "config", configurations)
                    .invoke(codec);
            long address = (long) MethodHandles.privateLookupIn(configurations, own)
                    .findVirtual(configurations, "nativeAddress", MethodType.methodType(long.class))
                    .invoke(configuration);
            MethodHandle set = MethodHandles.privateLookupIn(library, own)
                    .findStatic(
                            library,
                            "quiche_config_set_stateless_reset_token",
                            MethodType.methodType(void.class, long.class, byte[].class));
            return new ResetTokenSlot(set, address);
        } catch (Throwable e) { // what method handles declare
            throw new IllegalStateException("Netty's QUIC (expected: a place for stateless reset tokens)", e);
        }
    }

    /** The next connection's, 16 bytes. */
    public void set(byte[] token) {
        try {
            set.invokeExact(configuration, token);
        } catch (Throwable e) { // what method handles declare
            throw new IllegalStateException("a stateless reset token", e);
        }
    }
}
