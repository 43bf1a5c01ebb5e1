package dev.skein.harness;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client of HTTP/2, or a server, that sends the frames it is told to, right or wrong, and notes all that comes. Header
 * blocks are read by Netty's decoder, as an independent peer. Answers SETTINGS and PING by itself; opens no windows unless
 * told to.
 */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    public static final int PADDED = 8;
    public static final int PRIORITISED = 32;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What came, in words: all but data and heads. */
    public final List<String> events = new ArrayList<>();

    /** Bytes that we may send more, by stream; 0 is the connection. */
    public final Map<Integer, Long> credits = new HashMap<>();

    /** Whether SETTINGS are acknowledged and PINGs answered. */
    public boolean polite = true;

    private final Map<Integer, Answer> answers = new HashMap<>();
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);

    public RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = socket.getOutputStream();
    }

    /** What came on one stream. */
    public static final class Answer {
        /** Each head, 1xx and trailers among them, as lines {@code name: value}. */
        public final List<List<String>> heads = new ArrayList<>();

        public final ByteArrayOutputStream body = new ByteArrayOutputStream();
        public int frames;
        public boolean ended;
        /** Code of RST_STREAM; below 0 where none came. */
        public int reset = -1;

        public String text() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        /** Of the head that came first. */
        public String status() {
            return heads.isEmpty() ? "" : heads.getFirst().getFirst();
        }
    }

    /** The client's preface, with settings in pairs of id and value. */
    public RawHttp2 hello(int... settings) throws IOException {
        out.write(PREFACE);
        settings(settings);
        return this;
    }

    /** A server's part of the same, behind the client's. */
    public RawHttp2 welcome(int... settings) throws IOException {
        in.skipNBytes(PREFACE.length);
        settings(settings);
        return this;
    }

    public void settings(int... settings) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(settings.length / 2 * 6);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        send(SETTINGS, 0, 0, payload.array());
    }

    public void send(int type, int flags, int stream, byte... payload) throws IOException {
        sendHead(payload.length, type, flags, stream);
        out.write(payload);
        out.flush();
    }

    /** A frame's head alone, true or not. */
    public void sendHead(int length, int type, int flags, int stream) throws IOException {
        out.write(ByteBuffer.allocate(9)
                .putInt(length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .array());
        out.flush();
    }

    public void sendRaw(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Fields as a header block: literals, not indexed, no Huffman code. */
    public static byte[] block(String... lines) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String line : lines) {
            int colon = line.indexOf(": ", 1);
            block.writeBytes(literal(line.substring(0, colon), line.substring(colon + 2)));
        }
        return block.toByteArray();
    }

    /** A field of a block, whatever is in its name. */
    public static byte[] literal(String name, String value) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        field.write(0);
        string(field, name);
        string(field, value);
        return field.toByteArray();
    }

    private static void string(ByteArrayOutputStream to, String text) {
        int length = text.length();
        if (length < 127) {
            to.write(length);
        } else {
            to.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>>= 7) {
                to.write(rest & 127 | 128);
            }
            to.write(rest);
        }
        to.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The usual pseudo-header fields, and these. */
    public static byte[] request(String method, String path, String... more) {
        byte[] usual = block(":method: " + method, ":scheme: https", ":authority: a.test", ":path: " + path);
        byte[] others = block(more);
        return ByteBuffer.allocate(usual.length + others.length)
                .put(usual)
                .put(others)
                .array();
    }

    /** A request without a body. */
    public void get(int stream, String path, String... more) throws IOException {
        send(HEADERS, END_HEADERS | END_STREAM, stream, request("GET", path, more));
    }

    /** A request whose body follows. */
    public void post(int stream, String path, String... more) throws IOException {
        send(HEADERS, END_HEADERS, stream, request("POST", path, more));
    }

    public void data(int stream, boolean last, String text) throws IOException {
        send(DATA, last ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void windowUpdate(int stream, int by) throws IOException {
        send(WINDOW_UPDATE, 0, stream, number(by));
    }

    public void reset(int stream, int code) throws IOException {
        send(RST_STREAM, 0, stream, number(code));
    }

    public static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    public Answer answer(int stream) {
        return answers.computeIfAbsent(stream, id -> new Answer());
    }

    /** Reads until the stream has ended, was reset, or the connection is over. */
    public Answer settled(int stream) throws IOException {
        Answer answer = answer(stream);
        while (!answer.ended && answer.reset < 0 && next()) {
            // Noted by next().
        }
        return answer;
    }

    /** Reads until the stream was reset, or the connection is over: a response may come before. */
    public Answer broken(int stream) throws IOException {
        Answer answer = answer(stream);
        while (answer.reset < 0 && next()) {
            // Noted by next().
        }
        return answer;
    }

    /** Reads until an event begins like that, or the connection is over; whether it came. */
    public boolean saw(String event) throws IOException {
        while (events.stream().noneMatch(seen -> seen.startsWith(event))) {
            if (!next()) {
                return false;
            }
        }
        return true;
    }

    /** Sends a PING and reads up to its answer: all that came before is noted then. */
    public RawHttp2 settle() throws IOException {
        int before = count("ping-ack");
        send(PING, 0, 0, new byte[8]);
        while (count("ping-ack") == before && next()) {
            // Noted by next().
        }
        return this;
    }

    public int count(String event) {
        return (int) events.stream().filter(seen -> seen.startsWith(event)).count();
    }

    /** Reads to the end of the connection. */
    public void drain() throws IOException {
        while (next()) {
            // Noted by next().
        }
    }

    /** Reads one frame; false where the connection is over. */
    public boolean next() throws IOException {
        try {
            int head = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(head >>> 8);
            note(head & 0xff, flags, stream, payload);
            return true;
        } catch (EOFException e) {
            events.add("end");
            return false;
        } catch (SocketException e) {
            events.add("end by reset");
            return false;
        }
    }

    private void note(int type, int flags, int stream, byte... payload) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        switch (type) {
            case DATA -> {
                answer(stream).body.writeBytes(payload);
                answer(stream).frames++;
            }
            case HEADERS -> head(stream, flags, payload);
            case RST_STREAM -> answer(stream).reset = bytes.getInt();
            case SETTINGS -> settings(flags);
            case PING -> ping(flags, payload);
            case GOAWAY -> events.add("goaway " + bytes.getInt() + " " + bytes.getInt());
            case WINDOW_UPDATE -> credits.merge(stream, (long) bytes.getInt(), Long::sum);
            default -> events.add("frame " + type);
        }
        if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
            answer(stream).ended = true;
        }
    }

    private void settings(int flags) throws IOException {
        events.add((flags & ACK) != 0 ? "settings-ack" : "settings");
        if ((flags & ACK) == 0 && polite) {
            send(SETTINGS, ACK, 0);
        }
    }

    private void ping(int flags, byte... payload) throws IOException {
        events.add((flags & ACK) != 0 ? "ping-ack" : "ping");
        if ((flags & ACK) == 0 && polite) {
            send(PING, ACK, 0, payload);
        }
    }

    private void head(int stream, int flags, byte... payload) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(payload);
        int last = flags;
        while ((last & END_HEADERS) == 0) {
            int head = in.readInt();
            last = in.readUnsignedByte();
            int same = in.readInt();
            if ((head & 0xff) != CONTINUATION || same != stream) {
                throw new IOException("no CONTINUATION behind HEADERS");
            }
            events.add("continuation");
            block.writeBytes(in.readNBytes(head >>> 8));
        }
        List<String> lines = new ArrayList<>();
        try {
            decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block.toByteArray()))
                    .forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
        } catch (Http2Exception e) {
            throw new IOException("malformed block", e);
        }
        answer(stream).heads.add(lines);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
