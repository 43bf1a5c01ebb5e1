package dev.skein.listener;

import dev.skein.model.ClientAddress;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * What a connection takes up of the limits, from its acceptance on: nobody waits in front of a protocol uncounted. Given back as
 * its channel closes, whatever had become of it by then. On the channel's loop.
 */
final class Place implements ChannelFutureListener {
    private final Door door;
    private @Nullable ClientAddress client;

    /**
     * Of a connection that was let in.
     *
     * @param client whom it counts for; null: nobody yet
     */
    Place(Door door, @Nullable ClientAddress client) {
        this.door = door;
        this.client = client;
    }

    /** It counts for that client from now on; false: that has enough of them, and the connection is to be closed. */
    boolean named(ClientAddress named) {
        if (!door.admittance.named(named)) {
            door.listening().stats().refused();
            return false;
        }
        client = named;
        return true;
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
        door.places.decrementAndGet();
        door.admittance.leave(client);
    }
}
