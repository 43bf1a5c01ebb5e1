package dev.skein.heartbeat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Sealed datagrams over one socket. Of the heartbeat's thread. */
final class Wire {
    private static final int MOST_BYTES = 4_096;
    private static final int BATCH = 256;

    private final DatagramChannel channel;
    private final Seal seal;
    private final Refusals refusals;
    private final ByteBuffer incoming = ByteBuffer.allocate(MOST_BYTES);
    private final ByteBuffer outgoing = ByteBuffer.allocate(MOST_BYTES);

    /** Takes what came, of which the seal is good. */
    interface Taker {
        void take(InetSocketAddress from, Beat beat);
    }

    Wire(DatagramChannel channel, HeartbeatKeys keys, Refusals refusals) {
        this.channel = channel;
        this.seal = new Seal(keys);
        this.refusals = refusals;
    }

    void keys(HeartbeatKeys keys) {
        seal.keys(keys);
    }

    /** A bounded number, so that a flood can't keep this node from speaking. */
    void receive(long now, Taker taker) throws IOException {
        for (int i = 0; i < BATCH; i++) {
            incoming.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(incoming);
            if (from == null) {
                return;
            }
            incoming.flip();
            String wrong = seal.open(incoming);
            Beat beat = wrong == null ? BeatCodec.read(incoming) : null;
            if (beat == null) {
                String why = wrong == null ? "malformed" : wrong;
                refusals.refused(
                        now, why, "heartbeat: a datagram from %s is refused: %s".formatted(Addresses.text(from), why));
            } else {
                taker.take(from, beat);
            }
        }
    }

    void send(long now, InetSocketAddress to, Beat beat) {
        seal.begin(outgoing);
        BeatCodec.write(outgoing, beat);
        seal.end(outgoing);
        try {
            channel.send(outgoing, to);
        } catch (IOException e) {
            refusals.refused(
                    now,
                    "unsent " + to.getPort(),
                    "heartbeat: can't send to %s: %s".formatted(Addresses.text(to), e.getMessage()));
        }
    }
}
