package dev.skein.vip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Many connections that wait for an answer that never comes: {@code Clinging ADDRESS PORT COUNT}. Says {@code open COUNT},
 * and, for each that was reset, {@code reset COUNT at NANOS} with how many there are by then.
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
        ByteBuffer buffer = ByteBuffer.allocate(16);
        for (int reset = 0; reset < count; ) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                try {
                    int read = ((SocketChannel) key.channel()).read(buffer.clear());
                    System.out.println("read " + read + " (expected: a reset)");
                } catch (java.io.IOException e) {
                    reset++;
                }
                key.channel().close();
            }
            selector.selectedKeys().clear();
            System.out.println("reset " + reset + " at " + System.nanoTime());
        }
    }
}
