package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends that must be seen as what they are: a cut body as cut, a tunnel's end as its end. */
class TruncationIT {
    @TempDir
    Path directory;

    @Test
    void aCutResponseToAnOldClientThatStillSendsIsSeenAsCut() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                });
                var site = Site.of(directory, Wish.NONE, server);
                RawClient client = site.client()) {
            client.send("PUT / HTTP/1.0\r\nContent-Length: 100\r\n\r\nsome");
            assertThat(client.rest()).endsWith("<reset>");
        }
    }

    @Test
    void aTunnelToATlsServerEndsWhenTheClientSendsNoMore() throws Exception {
        X509Bundle own = new CertificateBuilder()
                .subject("CN=s")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.toKeyManagerFactory().getKeyManagers(), null, null);
        try (SSLServerSocket listening = (SSLServerSocket)
                        context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var site = Site.of(
                        directory,
                        new Wish(
                                "",
                                "upgrades = [ websocket ]",
                                "servers = [ \"127.0.0.1:" + listening.getLocalPort()
                                        + "\" ]\ntls { enabled = true, verify = false }"));
                RawClient client = site.client()) {
            Thread.ofVirtual().start(() -> echo(listening));
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(client.head()).contains("101");
            client.send("word");
            assertThat(client.bytes(4)).isEqualTo("word");
            client.halfClose();
            assertThat(client.rest()).isEmpty();
            assertThat(site.logged("/")).isEqualTo("101 -- /");
        }
    }

    private static void echo(SSLServerSocket listening) {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            InputStream in = socket.getInputStream();
            String head = "";
            while (!head.endsWith("\r\n\r\n")) {
                head += (char) in.read();
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            in.transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The other side has left.
            assertThat(e).isNotNull();
        }
    }
}
