package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.NodeUnderTest;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a client was admitted to on one listener admits it to no other one that asks for more, though all seal their tickets
 * with keys of one ring (CVE-2025-23419).
 */
class SessionScopeIT extends TlsBed {
    private NodeUnderTest start(String provider) throws Exception {
        fixture.write("a", fixture.issue("CN=a", "a.test"));
        Files.writeString(directory.resolve("ca.pem"), fixture.authority.getCertificatePEM());
        X509Bundle other = new CertificateBuilder()
                .subject("CN=other")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("other.pem"), other.getCertificatePEM());
        return NodeUnderTest.start(directory, """
            one { certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ] }
            skein {
              node.tls-provider = %2$s
              listeners {
                open { bind = "127.0.0.1:0", tls = ${one} }
                staff { bind = "127.0.0.1:0", tls = ${one} { client-auth = require, client-ca = "%1$s/ca.pem" } }
                others { bind = "127.0.0.1:0", tls = ${one} { client-auth = require, client-ca = "%1$s/other.pem" } }
              }
              pools.p { servers = [ "127.0.0.1:1" ], health { type = off } }
              routes = [ { name = all, respond { status = 200, body = "in" } } ]
            }
            """.formatted(directory, provider));
    }

    /** Asks for a page and returns when the client's session was made. It takes all listeners for one. */
    private static long ask(NodeUnderTest node, String listener, SSLContext client, String version) throws Exception {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), node.port(listener));
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, "a.test", 443, true)) {
            socket.setSoTimeout(10_000);
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("a.test")));
            parameters.setProtocols(new String[] {version});
            socket.setSSLParameters(parameters);
            String answer = TlsFixture.converse(socket, GET);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IOException("no answer: " + answer);
            }
            return socket.getSession().getCreationTime();
        }
    }

    @ParameterizedTest
    @CsvSource({"native, TLSv1.3", "native, TLSv1.2", "jdk, TLSv1.3", "jdk, TLSv1.2"})
    void whoHasShownNoCertificateIsNoMemberOfStaff(String provider, String version) throws Exception {
        try (NodeUnderTest node = start(provider)) {
            SSLContext nobody = fixture.trusting(null);
            long made = ask(node, "open", nobody, version);
            assertThat(ask(node, "open", nobody, version)).as("resumed").isEqualTo(made);
            assertThatThrownBy(() -> ask(node, "staff", nobody, version)).isInstanceOf(IOException.class);
            SSLContext member = fixture.trusting(fixture.issue("CN=ann"));
            long shown = ask(node, "staff", member, version);
            assertThat(ask(node, "staff", member, version)).as("resumed").isEqualTo(shown);
            assertThatThrownBy(() -> ask(node, "others", member, version)).isInstanceOf(IOException.class);
        }
    }
}
