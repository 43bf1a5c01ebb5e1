package dev.skein.listener;

import dev.skein.model.ClientAddress;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;

/**
 * What a connection takes up of the limits, from its acceptance on: nobody waits in front of a protocol uncounted. Given back as
 * its channel closes, whatever had become of it by then.
 */
final class Place implements ChannelFutureListener {
    private final Door door;
    private final ClientAddress client;

    Place(Door door, ClientAddress client) {
        this.door = door;
        this.client = client;
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
        door.vacate(client);
    }
}
