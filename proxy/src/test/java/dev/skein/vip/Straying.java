package dev.skein.vip;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One packet of a connection that nobody has: {@code Straying OWN-ADDRESS ADDRESS PORT}. Says {@code reset} once it is told so,
 * or {@code silence} after five seconds.
 */
public final class Straying {
    private static final int OWN_PORT = 20_000;
    private static final int RESET = 0x04;

    private Straying() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        byte[] own = InetAddress.ofLiteral(arguments[0]).getAddress();
        InetAddress address = InetAddress.ofLiteral(arguments[1]);
        Flow other = new Flow(address, Integer.parseInt(arguments[2]), OWN_PORT);
        try (RawSocket in = RawSocket.packet(3);
                RawSocket out = RawSocket.ip(false)) {
            ByteBuffer packet = ByteBuffer.allocateDirect(Frames.TICKLE);
            out.send(Frames.tickle(own, other, packet), address.getAddress());
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            boolean reset = false;
            while (!reset && System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
                while (in.receive()) {
                    reset |= resets(in.received().order(ByteOrder.BIG_ENDIAN), address.getAddress());
                }
            }
            System.out.println(reset ? "reset" : "silence");
        }
    }

    private static boolean resets(ByteBuffer frame, byte[] from) {
        byte[] source = new byte[4];
        if (frame.limit() < 54 || frame.getShort(12) != 0x0800 || frame.get(23) != 6) {
            return false;
        }
        frame.get(26, source);
        return Arrays.equals(source, from)
                && Short.toUnsignedInt(frame.getShort(36)) == OWN_PORT
                && (frame.get(47) & RESET) != 0;
    }
}
