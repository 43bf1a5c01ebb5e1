package dev.skein.listener;

import dev.skein.model.ClientAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** A connection that was let in, and whose TLS is not done yet. Hangs on its channel. */
final class Admission {
    private static final AttributeKey<Admission> KEY = AttributeKey.valueOf(Admission.class, "of");

    private final Door door;
    private final ClientAddress admitted;
    private ClientAddress peer;
    private boolean entered;

    Admission(Door door, ClientAddress admitted) {
        this.door = door;
        this.admitted = admitted;
        this.peer = admitted;
    }

    /** Gives the place back when the channel closes before anything entered. */
    void hangOn(Channel channel) {
        channel.attr(KEY).set(this);
        channel.closeFuture().addListener(closed -> {
            if (!entered) {
                door.turnAway(admitted);
            }
        });
    }

    static @Nullable Admission of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** From here on the connection itself leaves. */
    void enter() {
        entered = true;
    }

    /** The socket's other end, as it was counted. */
    ClientAddress admitted() {
        return admitted;
    }

    /** Who speaks: the same, or whom the PROXY protocol named. */
    ClientAddress peer() {
        return peer;
    }

    public void begin(ChannelPipeline pipeline, ClientAddress client) {
        peer = client;
    }

    public void cancel() {
        // The channel's end gives the place back.
    }
}
