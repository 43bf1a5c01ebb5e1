package dev.skein.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Waits for answers on all connections and reports each; runs until the process ends or a connection fails. */
final class OpenLoopReceiver implements Runnable {

    /** What to do with an answer. */
    interface Answered {
        void accept(OpenLoopConnection connection) throws IOException;
    }

    private final Selector selector;
    private final Answered answered;
    private final Consumer<String> failed;

    OpenLoopReceiver(Answered answered, Consumer<String> failed) throws IOException {
        this.selector = Selector.open();
        this.answered = answered;
        this.failed = failed;
    }

    List<OpenLoopConnection> connect(int port, int count) throws IOException {
        List<OpenLoopConnection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            OpenLoopConnection connection = new OpenLoopConnection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            connections.add(connection);
        }
        return connections;
    }

    @Override
    public void run() {
        try {
            while (true) {
                selector.select(this::receive);
            }
        } catch (IOException problem) {
            failed.accept(problem.toString());
        }
    }

    private void receive(SelectionKey key) {
        OpenLoopConnection connection = (OpenLoopConnection) key.attachment();
        try {
            if (connection.receive()) {
                answered.accept(connection);
            }
        } catch (IOException problem) {
            key.cancel();
            failed.accept(problem.toString());
        }
    }
}
