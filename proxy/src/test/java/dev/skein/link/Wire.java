package dev.skein.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cable that can be cut and frozen: forwards bytes to one address. */
final class Wire implements AutoCloseable {
    private final ServerSocket server;
    private final InetSocketAddress to;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean frozen;

    Wire(InetSocketAddress to) {
        this.to = to;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Both ends notice. */
    void breakAll() {
        sockets.forEach(Wire::close);
        sockets.clear();
    }

    /** Nobody notices: bytes vanish. */
    void freeze() {
        frozen = true;
    }

    /** For connections from now on. */
    void thaw() {
        breakAll();
        frozen = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Socket onward = new Socket(to.getAddress(), to.getPort());
                sockets.add(from);
                sockets.add(onward);
                Thread.ofVirtual().start(() -> pump(from, onward));
                Thread.ofVirtual().start(() -> pump(onward, from));
            } catch (IOException e) {
                // Closed, or the other end is gone: the dialer sees it.
            }
        }
    }

    private void pump(Socket from, Socket onward) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                onward) {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!frozen) {
                    onward.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        breakAll();
    }
}
