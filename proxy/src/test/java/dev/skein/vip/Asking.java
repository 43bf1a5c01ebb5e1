package dev.skein.vip;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an address in every way the kernel itself answers, every 2 ms or, where
 * the machine has no time for that, more rarely, with the hardware address already known:
 * {@code Asking DEVICE ADDRESS HARDWARE-ADDRESS PORT}. On each line of its standard input it says how often, and when last
 * (by the monotonic clock, which all namespaces share), each kind was answered: {@code KIND ASKED ANSWERED NANOS …}.
 */
public final class Asking {
    private static final long EVERY = 2_000_000;
    private static final byte[] ALL = {-1, -1, -1, -1, -1, -1};

    private enum Kind {
        ARP,
        ECHO,
        SYN,
        SOLICIT,
        ECHO6
    }

    private static final class Tally {
        long answered;
        long last;
    }

    private final RawSocket out = RawSocket.packet(0);
    private final RawSocket in = RawSocket.packet(3);
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
    private final Map<Kind, ByteBuffer> frames = new EnumMap<>(Kind.class);
    private final byte[] own;
    private final byte[] ownMac;
    private final byte[] target;
    private final byte[] mac;
    private final int port;
    private final int device;
    private long asked;

    private Asking(String[] arguments) throws Exception {
        target = InetAddress.ofLiteral(arguments[1]).getAddress();
        mac = HexFormat.ofDelimiter(":").parseHex(arguments[2]);
        port = Integer.parseInt(arguments[3]);
        try (AddressBook book = AddressBook.open()) {
            Link link = book.needed(new VirtualAddress(InetAddress.ofLiteral(arguments[1]), 0, arguments[0]));
            device = link.index();
            ownMac = link.macBytes();
            own = book.addresses().stream()
                    .filter(each ->
                            each.index() == link.index() && !each.address().isLinkLocalAddress())
                    .map(each -> each.address().getAddress())
                    .filter(each -> each.length == target.length)
                    .findFirst()
                    .orElseThrow();
        }
        if (target.length == 4) {
            frames.put(Kind.ARP, arp());
            frames.put(Kind.ECHO, ipv4(1, echo(8, 0)));
            frames.put(Kind.SYN, ipv4(6, syn()));
        } else {
            frames.put(Kind.SOLICIT, ipv6(solicit()));
            frames.put(Kind.ECHO6, ipv6(echo(128, 0)));
        }
        frames.keySet().forEach(kind -> tallies.put(kind, new Tally()));
    }

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        new Asking(arguments).run();
    }

    private void run() throws Exception {
        System.out.println("ready");
        long due = System.nanoTime();
        while (true) {
            hear();
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(100_000);
                hear();
            }
            // Who was held up does not make up for it: answers to a burst would not all be kept.
            due = Math.max(due + EVERY, System.nanoTime());
            asked++;
            for (ByteBuffer frame : frames.values()) {
                out.send(frame, device);
            }
            if (System.in.available() > 0) {
                int read = System.in.read();
                if (read < 0) {
                    return;
                }
                if (read == '\n') {
                    hear();
                    say();
                }
            }
        }
    }

    private void say() {
        StringBuilder line = new StringBuilder("answers");
        tallies.forEach((kind, tally) -> line.append(' ')
                .append(kind)
                .append(' ')
                .append(asked)
                .append(' ')
                .append(tally.answered)
                .append(' ')
                .append(tally.last));
        System.out.println(line);
    }

    private void hear() throws KernelException {
        while (in.receive()) {
            Kind kind = kind(in.received().order(java.nio.ByteOrder.BIG_ENDIAN));
            Tally tally = kind == null ? null : tallies.get(kind);
            if (tally != null) {
                tally.last = System.nanoTime();
                tally.answered++;
            }
        }
    }

    private @Nullable Kind kind(ByteBuffer frame) {
        if (frame.limit() < 34) {
            return null;
        }
        return switch (Short.toUnsignedInt(frame.getShort(12))) {
            case 0x0806 -> frame.getShort(20) == 2 && is(frame, 28) ? Kind.ARP : null;
            case 0x0800 -> {
                if (!is(frame, 26)) {
                    yield null;
                }
                yield frame.get(23) == 1 && frame.get(34) == 0
                        ? Kind.ECHO
                        : frame.get(23) == 6 && frame.get(47) == 0x12 ? Kind.SYN : null;
            }
            case 0x86dd -> {
                if (frame.get(20) != 58 || !is(frame, 22)) {
                    yield null;
                }
                yield frame.get(54) == (byte) 136 ? Kind.SOLICIT : frame.get(54) == (byte) 129 ? Kind.ECHO6 : null;
            }
            default -> null;
        };
    }

    private boolean is(ByteBuffer frame, int at) {
        for (int each = 0; each < target.length; each++) {
            if (frame.get(at + each) != target[each]) {
                return false;
            }
        }
        return true;
    }

    private ByteBuffer arp() {
        return Frames.ethernet(42, ALL, ownMac, 0x0806)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1)
                .put(ownMac)
                .put(own)
                .put(new byte[6])
                .put(target)
                .flip();
    }

    private static ByteBuffer echo(int type, int code) {
        return ByteBuffer.allocate(8)
                .put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .putInt(0x5ce10001)
                .flip();
    }

    private ByteBuffer syn() {
        return ByteBuffer.allocate(20)
                .putShort((short) 40_000)
                .putShort((short) port)
                .putInt(1)
                .putInt(0)
                .putShort((short) 0x5002)
                .putShort((short) 1000)
                .putInt(0)
                .flip();
    }

    private ByteBuffer solicit() {
        return ByteBuffer.allocate(32)
                .put((byte) 135)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0)
                .put(target)
                .put((byte) 1)
                .put((byte) 1)
                .put(ownMac)
                .flip();
    }

    private ByteBuffer ipv4(int protocol, ByteBuffer body) {
        int length = body.remaining();
        ByteBuffer frame = Frames.ethernet(34 + length, mac, ownMac, 0x0800);
        frame.putShort((short) 0x4500).putShort((short) (20 + length)).putInt(0);
        frame.put((byte) 64).put((byte) protocol).putShort((short) 0).put(own).put(target);
        frame.putShort(24, (short) ~Frames.folded(Frames.sum(frame, 14, 20)));
        frame.put(body);
        int pseudo = protocol == 1 ? 0 : protocol + length + Frames.sum(frame, 26, 8);
        int at = protocol == 1 ? 36 : 50;
        frame.putShort(at, (short) ~Frames.folded(Frames.sum(frame, 34, length) + pseudo));
        return frame.flip();
    }

    private ByteBuffer ipv6(ByteBuffer body) {
        int length = body.remaining();
        ByteBuffer frame = Frames.ethernet(54 + length, mac, ownMac, 0x86dd);
        frame.putInt(0x6000_0000)
                .putShort((short) length)
                .put((byte) 58)
                .put((byte) 255)
                .put(own)
                .put(target);
        frame.put(body);
        int sum = Frames.sum(frame, 22, 32) + 58 + length + Frames.sum(frame, 54, length);
        return frame.putShort(56, (short) ~Frames.folded(sum)).flip();
    }
}
