package dev.skein.vip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Many connections that wait for an answer that never comes: {@code Clinging ADDRESS PORT COUNT}. Says {@code open COUNT},
 * and at the end, for each time it was woken, {@code reset COUNT at NANOS} with how many there were by then.
 */
public final class Clinging {
    private Clinging() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress target =
                new InetSocketAddress(InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1]));
        int count = Integer.parseInt(arguments[2]);
        Selector selector = Selector.open();
        for (int each = 0; each < count; each++) {
            SocketChannel channel = SocketChannel.open(target);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        System.out.println("open " + count);
        List<SocketChannel> roused = new ArrayList<>(count);
        StringBuilder told = new StringBuilder(64 * count);
        while (roused.size() < count) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                // What it is, is looked at afterwards: ten thousand exceptions would take longer than what is timed
                // here.
                key.interestOps(0);
                roused.add((SocketChannel) key.channel());
            }
            selector.selectedKeys().clear();
            told.append("reset ")
                    .append(roused.size())
                    .append(" at ")
                    .append(System.nanoTime())
                    .append(System.lineSeparator());
        }
        // Nor is anything printed before: who reads it would take part of the same two processors.
        System.out.print(told);
        roused.forEach(Clinging::assertReset);
    }

    private static void assertReset(SocketChannel channel) {
        try (channel) {
            System.out.println("read " + channel.read(ByteBuffer.allocate(16)) + " (expected: a reset)");
        } catch (IOException e) {
            // As it should be.
        }
    }
}
