package dev.skein.probe;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server of MySQL 8, as far as a login and questions about one variable go, on a real port: by the public description of
 * its protocol, and by none of the code that is tested. It has one account, skein with the password secret.
 */
final class MysqlServer implements AutoCloseable {
    static final String NATIVE = "mysql_native_password";
    static final String CACHING = "caching_sha2_password";

    private static final int CONNECT_WITH_DB = 0x8;
    private static final int SSL = 0x800;
    private static final int CAPABILITIES = 0x1 | CONNECT_WITH_DB | 0x200 | 0x2000 | 0x8000 | 0x80000;
    private static final int DENIED = 1045;
    private static final int SYNTAX = 1064;

    /** Where it says nothing any more, until the client has gone. */
    enum Stall {
        NOWHERE,
        GREETING,
        HALF_A_GREETING,
        HANDSHAKE,
        LOGIN,
        ANSWER
    }

    /** What clients did, in order. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    /** Connections that the client has not closed yet. */
    final AtomicInteger open = new AtomicInteger();

    /** What the greeting names; the account has its own plugin. */
    volatile String greets = CACHING;

    volatile String plugin = CACHING;
    volatile Stall stall = Stall.NOWHERE;
    /** Whether the password's hash is in the cache, as after a full authentication. */
    volatile boolean remembers;

    private volatile boolean readOnly;
    private volatile boolean superReadOnly;

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final @Nullable SSLContext tls;
    private final KeyPair key;
    private final Random random = new Random(7);

    /** @param certificate null: it does not speak TLS */
    MysqlServer(@Nullable X509Bundle certificate) throws Exception {
        SSLContext context = null;
        if (certificate != null) {
            context = SSLContext.getInstance("TLS");
            context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        }
        tls = context;
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair();
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** {@code SET GLOBAL read_only}: off takes the other one with it. */
    void readOnly(boolean on) {
        readOnly = on;
        superReadOnly &= on;
    }

    /** {@code SET GLOBAL super_read_only}: on takes the other one with it. */
    void superReadOnly(boolean on) {
        superReadOnly = on;
        readOnly |= on;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // The end of the test.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Connection(socket).serve();
        } catch (EOFException e) {
            seen.add("gone");
        } catch (IOException | GeneralSecurityException e) {
            seen.add("! " + e.getMessage());
        } finally {
            open.decrementAndGet();
        }
    }

    private static byte[] hash(String algorithm, byte[]... parts) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static byte[] xor(byte[] bytes, byte[] with) {
        byte[] out = bytes.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] ^= with[i % with.length];
        }
        return out;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    /** One client. */
    private final class Connection {
        private final Socket socket;
        private InputStream in;
        private OutputStream out;
        private int sequence;
        private boolean encrypted;
        private byte[] nonce = {};

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        void serve() throws IOException, GeneralSecurityException {
            greet();
            Buffer response = read();
            if (response.length() == 32 && tls != null && (response.getIntLE(0) & SSL) != 0) {
                encrypt(tls);
                response = read();
            }
            if (!login(response)) {
                return;
            }
            send(Buffer.buffer(new byte[] {0, 0, 0, 2, 0, 0, 0}));
            while (command()) {
                // The next one.
            }
        }

        private void greet() throws IOException {
            stall(Stall.GREETING);
            nonce = nonce();
            int offers = CAPABILITIES | (tls == null ? 0 : SSL);
            Buffer greeting = Buffer.buffer()
                    .appendByte((byte) 10)
                    .appendString("8.0.42\0")
                    .appendIntLE(8)
                    .appendBytes(nonce, 0, 8)
                    .appendByte((byte) 0)
                    .appendShortLE((short) offers)
                    .appendByte((byte) 255)
                    .appendShortLE((short) 2)
                    .appendShortLE((short) (offers >>> 16))
                    .appendByte((byte) 21)
                    .appendBytes(new byte[10])
                    .appendBytes(nonce, 8, 12)
                    .appendString("\0" + greets + "\0");
            if (stall == Stall.HALF_A_GREETING) {
                out.write(framed(greeting).getBytes(0, 40));
                stall(Stall.HALF_A_GREETING);
            }
            send(greeting);
        }

        /** Of bytes from 1 to 127, so that none ends a text. */
        private byte[] nonce() {
            byte[] made = new byte[20];
            for (int i = 0; i < made.length; i++) {
                made[i] = (byte) (1 + random.nextInt(127));
            }
            return made;
        }

        private void encrypt(SSLContext with) throws IOException {
            stall(Stall.HANDSHAKE);
            Socket layered = with.getSocketFactory().createSocket(socket, (InputStream) null, true);
            in = layered.getInputStream();
            out = layered.getOutputStream();
            encrypted = true;
            seen.add("tls");
        }

        private boolean login(Buffer response) throws IOException, GeneralSecurityException {
            int at = 32;
            String user = text(response, at);
            at += user.length() + 1;
            int length = response.getUnsignedByte(at);
            byte[] proof = response.getBytes(at + 1, at + 1 + length);
            at += 1 + length;
            if ((response.getIntLE(0) & CONNECT_WITH_DB) != 0) {
                at += text(response, at).length() + 1;
            }
            String by = text(response, at);
            seen.add("login by " + by);
            stall(Stall.LOGIN);
            if (!by.equals(plugin)) {
                seen.add("switched to " + plugin);
                nonce = nonce();
                send(Buffer.buffer(new byte[] {(byte) 0xfe})
                        .appendString(plugin + "\0")
                        .appendBytes(nonce)
                        .appendByte((byte) 0));
                proof = read().getBytes();
            }
            boolean good = user.equals("skein") && (plugin.equals(NATIVE) ? natively(proof) : caching(proof));
            if (!good) {
                refuse(DENIED, "28000", "Access denied for user '" + user + "'@'localhost' (using password: YES)");
            }
            return good;
        }

        private static byte[] password() {
            return "secret".getBytes(StandardCharsets.UTF_8);
        }

        /** Knows SHA1(SHA1(password)) alone. */
        private boolean natively(byte[] proof) throws GeneralSecurityException {
            byte[] stored = hash("SHA-1", hash("SHA-1", password()));
            return proof.length == 20 && Arrays.equals(hash("SHA-1", xor(proof, hash("SHA-1", nonce, stored))), stored);
        }

        /** Has SHA256(SHA256(password)) in its cache, or wants the password. */
        private boolean caching(byte[] proof) throws IOException, GeneralSecurityException {
            byte[] cached = hash("SHA-256", hash("SHA-256", password()));
            if (remembers
                    && proof.length == 32
                    && Arrays.equals(hash("SHA-256", xor(proof, hash("SHA-256", cached, nonce))), cached)) {
                seen.add("fast");
                send(Buffer.buffer(new byte[] {1, 3}));
                return true;
            }
            send(Buffer.buffer(new byte[] {1, 4}));
            byte[] told = encrypted ? read().getBytes() : byKey(read());
            seen.add("full");
            remembers |= Arrays.equals(told, Arrays.copyOf(password(), password().length + 1));
            return Arrays.equals(told, Arrays.copyOf(password(), password().length + 1));
        }

        /** The password behind a zero, nonce on top, encrypted for a key that the client may ask for. */
        private byte[] byKey(Buffer first) throws IOException, GeneralSecurityException {
            Buffer sent = first;
            if (sent.length() == 1 && sent.getByte(0) == 2) {
                seen.add("asked for the key");
                String pem = Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPublic().getEncoded());
                send(Buffer.buffer(new byte[] {1})
                        .appendString("-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n"));
                sent = read();
            }
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.DECRYPT_MODE, key.getPrivate());
            return xor(cipher.doFinal(sent.getBytes()), nonce);
        }

        private boolean command() throws IOException {
            sequence = 0;
            Buffer command = read();
            if (command.getByte(0) == 1) {
                seen.add("quit");
                return false;
            }
            String query = command.getString(1, command.length());
            seen.add(query);
            stall(Stall.ANSWER);
            switch (query) {
                case "SELECT @@global.read_only" -> column(query.substring(7), readOnly);
                case "SELECT @@global.super_read_only" -> column(query.substring(7), superReadOnly);
                default -> refuse(SYNTAX, "42000", "You have an error in your SQL syntax");
            }
            return true;
        }

        private void column(String name, boolean value) throws IOException {
            Buffer end = Buffer.buffer(new byte[] {(byte) 0xfe, 0, 0, 2, 0});
            send(Buffer.buffer(new byte[] {1}));
            send(Buffer.buffer()
                    .appendString("\3def\0\0\0" + (char) name.length() + name + "\0")
                    .appendBytes(new byte[] {0x0c, 63, 0, 1, 0, 0, 0, 8, (byte) 0x80, 0, 0, 0, 0}));
            send(end);
            send(Buffer.buffer(value ? "\0011" : "\0010"));
            send(end);
        }

        private void refuse(int code, String state, String why) throws IOException {
            send(Buffer.buffer(new byte[] {(byte) 0xff})
                    .appendShortLE((short) code)
                    .appendString("#" + state + why));
        }

        private void stall(Stall here) throws IOException {
            if (stall == here) {
                in.transferTo(OutputStream.nullOutputStream());
                throw new EOFException();
            }
        }

        private static String text(Buffer body, int from) {
            int end = from;
            while (body.getByte(end) != 0) {
                end++;
            }
            return body.getString(from, end);
        }

        private Buffer read() throws IOException {
            byte[] head = exactly(4);
            if (head[3] != (byte) sequence) {
                throw new IOException("packet " + head[3] + " (expected: " + sequence + ")");
            }
            sequence++;
            return Buffer.buffer(exactly(Buffer.buffer(head).getUnsignedMediumLE(0)));
        }

        private byte[] exactly(int count) throws IOException {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException();
            }
            return bytes;
        }

        private Buffer framed(Buffer body) {
            return Buffer.buffer()
                    .appendMediumLE(body.length())
                    .appendByte((byte) sequence)
                    .appendBuffer(body);
        }

        private void send(Buffer body) throws IOException {
            out.write(framed(body).getBytes());
            out.flush();
            sequence++;
        }
    }
}
