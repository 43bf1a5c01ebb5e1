package dev.skein.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does to each connection what its script says, byte by byte, on a port of its own. */
public final class ScriptedServer implements AutoCloseable {
    /** Heads, or whole requests, as the scripts read them. */
    public final CopyOnWriteArrayList<String> requests = new CopyOnWriteArrayList<>();

    /** What went wrong on connections, resets by the other side included. */
    public final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    public final AtomicInteger accepted = new AtomicInteger();

    /** Accepted connections whose script has not ended. */
    public final AtomicInteger open = new AtomicInteger();

    /** Whose script has not ended: a million others would fill the heap. */
    private final Set<Peer> peers = ConcurrentHashMap.newKeySet();

    private final ServerSocket listening;
    private final Thread accepting;
    private volatile boolean over;
    /** Keeps the port from others once nobody listens on it any more. */
    private final Socket keeper = new Socket();

    /** What happens on a connection, which is closed when it returns. */
    @FunctionalInterface
    public interface Script {
        void play(Peer peer) throws IOException;
    }

    private ScriptedServer(ServerSocket listening, Script... scripts) {
        this.listening = listening;
        this.accepting = Thread.ofVirtual().start(() -> accept(scripts));
    }

    /** The first connection plays the first script and so on; further ones play the last. */
    public static ScriptedServer of(Script... scripts) throws IOException {
        return new ScriptedServer(new ServerSocket(0, 1000, InetAddress.getLoopbackAddress()), scripts);
    }

    /** Answers every request on every connection with 200 and this body. */
    public static ScriptedServer answering(String body) throws IOException {
        return of(peer -> peer.serve(ok(body)));
    }

    /** One that has ended: its port refuses connections. */
    public static ScriptedServer gone() throws IOException {
        ScriptedServer server = answering("never");
        server.stopListening();
        return server;
    }

    public static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** As configuration writes it. */
    public String address() {
        return "\"127.0.0.1:" + port() + "\"";
    }

    /** The latest request. */
    public String request() {
        return requests.getLast();
    }

    private void accept(Script... scripts) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                int number = accepted.incrementAndGet();
                open.incrementAndGet();
                Script script = scripts[Math.min(number, scripts.length) - 1];
                Thread.ofVirtual().start(() -> play(socket, number, script));
            } catch (IOException e) {
                // Closed while it waited: the test is over.
                return;
            }
        }
    }

    private void play(Socket socket, int number, Script script) {
        try (Peer peer = new Peer(this, socket, number)) {
            peers.add(peer);
            try {
                // Accepted just before the end: nobody else would close it.
                if (!over) {
                    script.play(peer);
                }
            } finally {
                peers.remove(peer);
            }
        } catch (IOException e) {
            troubles.add(String.valueOf(e.getMessage()));
        } finally {
            open.decrementAndGet();
        }
    }

    /**
     * Refuses further connections; open ones live on. When this returns, the kernel does refuse them, and goes on to: a port
     * that is free could be given to any other process of the machine, which would then answer in our place.
     */
    public void stopListening() throws IOException {
        int port = port();
        listening.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!keeper.isBound()) {
            keeper.setReuseAddress(true);
            keeper.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    /** Dies: nothing listens any more, and every connection is reset. */
    public void kill() throws IOException {
        over = true;
        stopListening();
        for (Peer peer : peers) {
            peer.reset();
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        listening.close();
        keeper.close();
        for (Peer peer : peers) {
            peer.close();
        }
    }
}
