package dev.skein.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Connections of the client's to one address, each with the node that answered first, by its field {@code X-Node}. */
final class Flows implements AutoCloseable {
    private static final int MILLIS = 3_000;
    /** Below those that the kernel gives out by itself. */
    private static final AtomicInteger PORTS = new AtomicInteger(20_000);

    private final Map<Socket, String> all = new LinkedHashMap<>();
    private final Place client;

    /** Opens so many, from ports that nobody has used. */
    Flows(Place client, String address, String port, int count) {
        this(
                client,
                address,
                port,
                IntStream.range(0, count)
                        .map(_ -> PORTS.getAndIncrement())
                        .boxed()
                        .toList());
    }

    /** Opens one from each of these ports. */
    Flows(Place client, String address, String port, List<Integer> ports) {
        this.client = client;
        client.call(() -> {
            for (int from : ports) {
                Socket socket = new Socket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(from));
                socket.setSoTimeout(MILLIS);
                socket.connect(new InetSocketAddress(address, Integer.parseInt(port)));
                all.put(socket, ask(socket));
            }
            return "";
        });
    }

    /** Those of a node that is lost whose clients have not been told so. */
    long open(String lost) {
        return Long.parseLong(client.call(() -> String.valueOf(all.entrySet().stream()
                .filter(each -> each.getValue().equals(lost) && isOpen(each.getKey()))
                .count())));
    }

    private static boolean isOpen(Socket socket) {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives up those of a node that is lost; from which ports they came. */
    List<Integer> leave(String lost) {
        List<Integer> ports = new ArrayList<>();
        all.entrySet().removeIf(each -> {
            if (!each.getValue().equals(lost)) {
                return false;
            }
            ports.add(each.getKey().getLocalPort());
            close(each.getKey());
            return true;
        });
        return ports;
    }

    /** How many each node has. */
    Map<String, Integer> byNode() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        all.values().forEach(node -> counts.merge(node, 1, Integer::sum));
        return counts;
    }

    /** Those that are not answered any more by the node that did at first; without those of {@code lost}, if any. */
    List<String> broken(String lost) {
        return client.call(() -> {
            List<String> broken = new ArrayList<>();
            all.forEach((socket, node) -> {
                String now = node.equals(lost) ? node : askSafely(socket);
                if (!now.equals(node)) {
                    broken.add(node + ": " + now + ", port " + socket.getLocalPort());
                }
            });
            return broken;
        });
    }

    private static String askSafely(Socket socket) {
        try {
            return ask(socket);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: lab\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.append((char) next);
        }
        in.readNBytes(2);
        return head.toString()
                .lines()
                .filter(line -> line.startsWith("X-Node: "))
                .map(line -> line.substring(8))
                .findFirst()
                .orElse("nobody");
    }

    @Override
    public void close() {
        all.keySet().forEach(Flows::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
