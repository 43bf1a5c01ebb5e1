package dev.skein.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A small name server on the loopback, UDP and TCP on the same port, written without the codec under test. What it does not
 * know it answers with NXDOMAIN, and with no records where it knows another type of the same name.
 */
final class NameServer implements AutoCloseable {
    static final int NXDOMAIN = 3;
    static final int SERVFAIL = 2;
    static final int REFUSED = 5;

    /** Names asked for, with their type: {@code shop.internal. A}. */
    final CopyOnWriteArrayList<String> asked = new CopyOnWriteArrayList<>();

    final CopyOnWriteArrayList<Integer> ports = new CopyOnWriteArrayList<>();

    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    /**
     * What it says to one question.
     *
     * @param records null: nothing at all is sent
     * @param truncated by UDP only the bit that says so is sent
     */
    record Reply(int code, @Nullable List<Rec> records, boolean truncated) {
        static Reply of(Rec... records) {
            return new Reply(0, List.of(records), false);
        }

        static Reply code(int code) {
            return new Reply(code, List.of(), false);
        }

        static Reply silence() {
            return new Reply(0, null, false);
        }
    }

    /** A record; its data is in the form of the wire. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Rec(String name, int type, long ttl, byte[] data) {}

    NameServer() throws IOException {
        tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket(tcp.getLocalSocketAddress());
        Thread.ofPlatform().daemon().start(this::udp);
        Thread.ofPlatform().daemon().start(this::tcp);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    void says(String name, String type, Reply reply) {
        replies.put(name + " " + type, reply);
    }

    void forgets(String name, String type) {
        replies.remove(name + " " + type);
    }

    /** Addresses of either family, as A or AAAA records of the name. */
    static Reply addresses(String name, long ttl, String... literals) {
        return new Reply(
                0, Arrays.stream(literals).map(one -> address(name, ttl, one)).toList(), false);
    }

    static Rec address(String name, long ttl, String literal) {
        byte[] data = InetAddress.ofLiteral(literal).getAddress();
        return new Rec(name, data.length == 4 ? 1 : 28, ttl, data);
    }

    static Rec alias(String name, long ttl, String target) {
        return new Rec(name, 5, ttl, wire(target));
    }

    static Rec service(String name, long ttl, int[] priorityWeightPort, String target) {
        ByteBuffer data = ByteBuffer.allocate(300);
        Arrays.stream(priorityWeightPort).forEach(number -> data.putShort((short) number));
        data.put(wire(target));
        return new Rec(name, 33, ttl, Arrays.copyOf(data.array(), data.position()));
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }

    private void udp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                ports.add(packet.getPort());
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()), true);
                if (answer != null) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed while it waited.
            }
        }
    }

    private void tcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), false);
                if (answer != null) {
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                    in.readAllBytes();
                }
            } catch (IOException e) {
                // Closed while it waited.
            }
        }
    }

    private byte @Nullable [] answer(byte[] query, boolean byUdp) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(query).position(12);
        StringBuilder name = new StringBuilder();
        for (int length = in.get(); length > 0; length = in.get()) {
            byte[] label = new byte[length];
            in.get(label);
            name.append(new String(label, StandardCharsets.US_ASCII)).append('.');
        }
        short type = in.getShort();
        in.getShort();
        String asks = name.toString().toLowerCase(Locale.ROOT);
        asked.add(asks + " " + word(type));
        Reply reply = replies.getOrDefault(asks + " " + word(type), missing(asks));
        if (reply.records() == null) {
            return null;
        }
        boolean cut = byUdp && reply.truncated();
        List<Rec> records = cut ? List.of() : reply.records();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(0x8180 | reply.code() | (cut ? 0x0200 : 0));
        out.writeShort(1);
        out.writeShort(records.size());
        out.writeInt(0);
        out.write(query, 12, in.position() - 12);
        for (Rec one : records) {
            out.write(wire(one.name()));
            out.writeShort(one.type());
            out.writeShort(1);
            out.writeInt((int) one.ttl());
            out.writeShort(one.data().length);
            out.write(one.data());
        }
        return bytes.toByteArray();
    }

    private Reply missing(String name) {
        boolean known = replies.keySet().stream().anyMatch(key -> key.startsWith(name + " "));
        return Reply.code(known ? 0 : NXDOMAIN);
    }

    private static String word(int type) {
        return switch (type) {
            case 1 -> "A";
            case 28 -> "AAAA";
            case 33 -> "SRV";
            default -> Integer.toString(type);
        };
    }

    private static byte[] wire(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            if (!label.isEmpty()) {
                out.write(label.length());
                out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            }
        }
        out.write(0);
        return out.toByteArray();
    }
}
