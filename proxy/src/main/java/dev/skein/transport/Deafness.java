package dev.skein.transport;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Has a listening socket hear no further SYN, so that it can be closed when nobody waits in its queue: without that, whoever
 * comes between the last look and the close is reset, although its connection was open already. A client that is not heard
 * asks again a second later, and is refused then as by any port that is closed.
 */
public final class Deafness {
    /** {@code struct sock_filter}: code, jump if true, jump if false, operand. */
    private static final int[][] PROGRAM = {
        {0x30, 0, 0, 13}, // The flags of a TCP header (RFC 9293 §3.1).
        {0x45, 0, 1, 0x02}, // SYN?
        {0x06, 0, 0, 0}, // It never came.
        {0x06, 0, 0, -1}, // Handshakes that have begun come to their end.
    };

    private static final int INSTRUCTION = 8;
    /** {@code struct sock_fprog}: how many instructions, and at an address of 64 bits where. */
    private static final int HEADER = 16;

    /** SO_ATTACH_FILTER of socket(7). */
    private static final RawUnixChannelOption ATTACH = new RawUnixChannelOption("SO_ATTACH_FILTER", 1, 26, HEADER);

    private static final MemorySegment INSTRUCTIONS = instructions();

    private Deafness() {}

    private static MemorySegment instructions() {
        MemorySegment all = Arena.global().allocate((long) PROGRAM.length * INSTRUCTION, INSTRUCTION);
        for (int i = 0; i < PROGRAM.length; i++) {
            long at = (long) i * INSTRUCTION;
            all.set(ValueLayout.JAVA_SHORT, at, (short) PROGRAM[i][0]);
            all.set(ValueLayout.JAVA_BYTE, at + 2, (byte) PROGRAM[i][1]);
            all.set(ValueLayout.JAVA_BYTE, at + 3, (byte) PROGRAM[i][2]);
            all.set(ValueLayout.JAVA_INT, at + 4, PROGRAM[i][3]);
        }
        return all;
    }

    /** Whether it is so from now on; never with NIO, nor for a socket that another process may go on with. */
    public static boolean of(Channel listening) {
        ByteBuffer program = ByteBuffer.allocateDirect(HEADER).order(ByteOrder.nativeOrder());
        program.putShort(0, (short) PROGRAM.length);
        program.putLong(8, INSTRUCTIONS.address());
        try {
            return listening.config().setOption(ATTACH, program);
        } catch (RuntimeException e) {
            // Closed under us, or a system without such filters: then it is closed as it is.
            return false;
        }
    }
}
