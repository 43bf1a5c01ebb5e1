package dev.skein.vip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says again and again where addresses are: at once, after 50, 200 and 1000 ms, then every 10 s, since announcements are
 * neither acknowledged nor repeated by anybody else. The frames are built once. Of one thread.
 */
final class Announcer implements AutoCloseable {
    private static final long MILLI = 1_000_000;
    private static final long[] AFTER = {50 * MILLI, 200 * MILLI, 1_000 * MILLI};
    private static final long EVERY = 10_000 * MILLI;

    private static final Link NO_LINK = new Link(0, "", "02:00:00:00:00:00", true, true);

    private final RawSocket socket;
    private final Map<VirtualAddress, Announced> announced = new HashMap<>();

    private static final class Announced {
        final List<ByteBuffer> frames;
        final int device;
        final long since;
        int said;
        long due;

        Announced(List<ByteBuffer> frames, int device, long since) {
            this.frames = frames;
            this.device = device;
            this.since = since;
            this.due = since;
        }
    }

    Announcer() throws KernelException {
        this.socket = RawSocket.packet(0);
    }

    /** From now on; the first is sent at once. Again for one that is announced: from the beginning. */
    void announce(VirtualAddress address, Link link, long now) throws KernelException {
        Announced entry = new Announced(frames(address, link), link.index(), now);
        announced.put(address, entry);
        send(address, entry);
    }

    /** Writes the frames, and sends them to the loopback interface, where nobody listens: practice. */
    void practise(VirtualAddress address, @Nullable Link loopback) throws KernelException {
        List<ByteBuffer> frames = frames(address, NO_LINK);
        if (loopback != null && loopback.up()) {
            for (ByteBuffer frame : frames) {
                socket.send(frame, loopback.index());
            }
        }
    }

    void silence(VirtualAddress address) {
        announced.remove(address);
    }

    /** A link that was gone, or has another hardware address: whoever is behind it must be told at once. */
    void again(Link link, long now, Consumer<KernelEvent> listener) {
        for (VirtualAddress address : List.copyOf(on(link.index()))) {
            try {
                announce(address, link, now);
            } catch (KernelException e) {
                listener.accept(new KernelEvent.AnnouncementFailed(address, e));
            }
        }
    }

    /** Those that are announced on this interface. */
    List<VirtualAddress> on(int device) {
        List<VirtualAddress> found = new ArrayList<>();
        announced.forEach((address, entry) -> {
            if (entry.device == device) {
                found.add(address);
            }
        });
        return found;
    }

    /** Sends what is due; the moment of the next, or null if nothing is announced. */
    @Nullable
    Long turn(long now, Consumer<KernelEvent> listener) {
        Long next = null;
        for (Map.Entry<VirtualAddress, Announced> entry : announced.entrySet()) {
            Announced each = entry.getValue();
            if (now - each.due >= 0) {
                try {
                    send(entry.getKey(), each);
                } catch (KernelException e) {
                    listener.accept(new KernelEvent.AnnouncementFailed(entry.getKey(), e));
                }
            }
            if (next == null || each.due - next < 0) {
                next = each.due;
            }
        }
        return next;
    }

    private void send(VirtualAddress address, Announced entry) throws KernelException {
        entry.due = due(entry.since, entry.said++);
        try {
            for (ByteBuffer frame : entry.frames) {
                socket.send(frame, entry.device);
            }
        } catch (KernelException e) {
            throw new KernelException("announce " + address, e.number(), closed(e));
        }
    }

    private static String closed(KernelException e) {
        return e.number() == Errno.ENOBUFS ? "dropped on its way out: is the lease of the address renewed?" : "";
    }

    /** When the one after so many is due. */
    static long due(long since, int said) {
        return said < AFTER.length
                ? since + AFTER[said]
                : since + AFTER[AFTER.length - 1] + (said - AFTER.length + 1) * EVERY;
    }

    private static List<ByteBuffer> frames(VirtualAddress address, Link link) {
        if (!link.ethernet()) {
            // Nobody asks for hardware addresses there (loopback, tunnels).
            return List.of();
        }
        byte[] mac = link.macBytes();
        return address.isIpv6()
                ? List.of(Frames.neighbourAdvertisement(mac, address.bytes()))
                : List.of(Frames.arpReply(mac, address.bytes()), Frames.arpRequest(mac, address.bytes()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
