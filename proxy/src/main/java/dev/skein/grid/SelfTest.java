package dev.skein.grid;

import dev.skein.cluster.Member.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Knocks at this node's own grid as somebody who must not get in. A mistake in how the guard is put before the channels would
 * else show in nothing at all.
 */
final class SelfTest {
    private static final int TIMEOUT_MILLIS = 6_000;
    /** Hazelcast's first bytes, and as many as it takes for TLS to see that it is not spoken to: five. */
    private static final byte[] HAZELCAST = "HZC\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private SelfTest() {}

    /** What is wrong, null if all are kept out. Waits for the answers. */
    static @Nullable String run(Doorkeeper doorkeeper) {
        Address address = doorkeeper.self().address();
        InetSocketAddress target = new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.grid());
        try {
            if (plain(doorkeeper, target)) {
                return "a peer in clear text got an answer of Hazelcast's: the grid is not protected and was stopped";
            }
            boolean open = doorkeeper.trust() != null && withoutCertificate(doorkeeper, target);
            return open ? "a peer without a certificate got in: the grid is not protected and was stopped" : null;
        } catch (IOException | GeneralSecurityException e) {
            // Not even reachable by this node: whoever else is not served worse.
            return null;
        }
    }

    private static Socket connect(Doorkeeper doorkeeper, InetSocketAddress target) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(target.getAddress(), 0));
        doorkeeper.expectTest((InetSocketAddress) socket.getLocalSocketAddress());
        socket.connect(target, TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** Hazelcast answers its own first bytes with the same; a guard answers with something else or nothing. */
    private static boolean plain(Doorkeeper doorkeeper, InetSocketAddress target) throws IOException {
        try (Socket socket = connect(doorkeeper, target)) {
            socket.getOutputStream().write(HAZELCAST);
            socket.getOutputStream().flush();
            return socket.getInputStream().read() == 'H';
        }
    }

    private static boolean withoutCertificate(Doorkeeper doorkeeper, InetSocketAddress target)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        String host = target.getAddress().getHostAddress();
        try (Socket socket = connect(doorkeeper, target);
                SSLSocket tls =
                        (SSLSocket) context.getSocketFactory().createSocket(socket, host, target.getPort(), false)) {
            tls.startHandshake();
            InputStream in = tls.getInputStream();
            return in.read() >= 0;
        } catch (javax.net.ssl.SSLException e) {
            // As it should be.
            return false;
        }
    }

    /** The test wants to get as far as it can; what it learns there is nothing but that. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
