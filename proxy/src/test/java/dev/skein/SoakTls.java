package dev.skein;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS for the soak: a certificate in files for the node, and clients that take any. */
final class SoakTls {
    private final SSLContext context;

    SoakTls(Path directory) throws Exception {
        X509Bundle own = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .notAfter(Instant.now().plus(Duration.ofDays(100)))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("own.pem"), own.getCertificatePathPEM());
        Files.writeString(directory.resolve("own.key"), own.getPrivateKeyPEM());
        context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    }

    SSLSocket open(int port, String protocol) throws IOException {
        // By the address's text: without a name, Java resumes no session.
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        try {
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {protocol});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
