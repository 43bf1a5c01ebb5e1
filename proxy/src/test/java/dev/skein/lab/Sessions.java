package dev.skein.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Clients that are bound to servers, by a field of their own or by the cookie they got; asked for in rounds. */
final class Sessions {
    private final Place place;
    private final boolean cookies;
    private final String path;
    private final String[] cookie;
    private final int[] server;

    /**
     * @param cookies whether they keep what Set-Cookie says; else they say who they are in {@code X-Session}
     * @param path of their requests
     */
    Sessions(Place place, boolean cookies, String path, int count) {
        this.place = place;
        this.cookies = cookies;
        this.path = path;
        this.cookie = new String[count];
        this.server = new int[count];
    }

    /**
     * Each asks once, spread over these nodes; the ports of the servers that answered, by session.
     *
     * @param shift moves each session to another one of the nodes
     */
    int[] ask(List<String> nodes, int shift) throws IOException {
        int[] answered = new int[server.length];
        List<Future<?>> parts = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            int mine = node;
            String id = nodes.get(node);
            parts.add(place.start(() -> {
                askAll(id, session -> (session + shift) % nodes.size() == mine ? session : -1, answered);
                return true;
            }));
        }
        try {
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return answered;
    }

    /** Remembers where they are now. */
    void bind(List<String> nodes) throws IOException {
        System.arraycopy(ask(nodes, 0), 0, server, 0, server.length);
    }

    /** Which sessions are not where they were, as {@code FROM -> TO: how many}; empty: none. */
    Map<String, Integer> moved(List<String> nodes, int shift) throws IOException {
        int[] now = ask(nodes, shift);
        Map<String, Integer> moved = new TreeMap<>();
        for (int session = 0; session < now.length; session++) {
            if (now[session] != server[session]) {
                moved.merge(server[session] + " -> " + now[session], 1, Integer::sum);
            }
        }
        return moved;
    }

    /** How many are at that server. */
    long at(int port) {
        return Arrays.stream(server).filter(each -> each == port).count();
    }

    private void askAll(String node, IntUnaryOperator mine, int[] answered) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress(Lab.address(node, Lab.Network.PUBLIC), LabCluster.HTTP), 10_000);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int session = 0; session < answered.length; session++) {
                if (mine.applyAsInt(session) >= 0) {
                    answered[session] = askOnce(session, socket.getOutputStream(), in);
                }
            }
        }
    }

    private int askOnce(int session, OutputStream out, InputStream in) throws IOException {
        String known = cookies
                ? cookie[session] == null ? "" : "Cookie: " + cookie[session] + "\r\n"
                : "X-Session: user-" + session + "\r\n";
        out.write(("GET " + path + " HTTP/1.1\r\nHost: lab\r\n" + known + "\r\n").getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no answer, but: " + head);
            }
            head.append((char) next);
        }
        in.skipNBytes(Integer.parseInt(required(head, "content-length")));
        String set = field(head, "set-cookie");
        if (cookies && set != null) {
            cookie[session] = set.substring(0, set.indexOf(';'));
        }
        return Integer.parseInt(required(head, "x-served-by"));
    }

    private static String required(StringBuilder head, String name) throws IOException {
        String value = field(head, name);
        if (value == null) {
            throw new IOException("no " + name + " in " + head);
        }
        return value;
    }

    private static @Nullable String field(StringBuilder head, String name) {
        return head.toString()
                .lines()
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse(null);
    }
}
