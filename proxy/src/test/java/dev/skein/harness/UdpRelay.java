package dev.skein.harness;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An address of UDP behind which there is one node and then another, and a router that may give its client another port. */
public final class UdpRelay implements AutoCloseable {
    private static final int LARGEST = 4096;

    private final DatagramSocket front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private volatile DatagramSocket back = back();
    private volatile int target;
    private volatile @Nullable SocketAddress client;
    private volatile @Nullable Runnable onRetry;
    /** Packets that came from nodes. */
    public final AtomicInteger answers = new AtomicInteger();
    /** Ports of nodes that have got a packet. */
    public final Set<Integer> reached = ConcurrentHashMap.newKeySet();

    public UdpRelay(int target) throws IOException {
        this.target = target;
        var unused = Thread.ofVirtual().start(this::forth);
    }

    private DatagramSocket back() throws IOException {
        DatagramSocket made = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var unused = Thread.ofVirtual().start(() -> pumpBack(made));
        return made;
    }

    /** Where clients find it. */
    public int port() {
        return front.getLocalPort();
    }

    /** From now on another node is behind it. */
    public void moveTo(int port) {
        target = port;
    }

    /** From now on the client comes from another port. */
    public void rebind() throws IOException {
        back = back();
    }

    /** Runs when a node asks for the client's address to be proven, before the client hears of it. */
    public void onRetry(Runnable then) {
        onRetry = then;
    }

    private void forth() {
        byte[] bytes = new byte[LARGEST];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(bytes, LARGEST);
                front.receive(packet);
                client = packet.getSocketAddress();
                int node = target;
                packet.setSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), node));
                back.send(packet);
                reached.add(node);
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void pumpBack(DatagramSocket from) {
        byte[] bytes = new byte[LARGEST];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(bytes, LARGEST);
                from.receive(packet);
                answers.incrementAndGet();
                Runnable then = onRetry;
                if (then != null && (bytes[0] & 0xf0) == 0xf0) {
                    onRetry = null;
                    then.run();
                }
                SocketAddress to = client;
                if (to != null) {
                    packet.setSocketAddress(to);
                    front.send(packet);
                }
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
