package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private static final int ECDSA_P256 = 0x0403;

    @Test
    void nameAndProtocolsOfARealHelloAreFound() throws Exception {
        ClientHello hello = new ClientHello();
        assertThat(hello.read(Unpooled.wrappedBuffer(hello("Shop.Example.com", "h2", "http/1.1"))))
                .isEqualTo(ClientHello.DONE);
        assertThat(hello.serverName()).isEqualTo("shop.example.com");
        assertThat(hello.protocols()).containsExactly("h2", "http/1.1");
        assertThat(hello.verifies(ECDSA_P256)).isTrue();
        assertThat(hello.verifies(0x0999)).isFalse();
    }

    @Test
    void aClientThatVerifiesRsaOnlySaysSo() throws Exception {
        ClientHello hello = new ClientHello();
        SSLEngine engine = engine("a.test");
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setSignatureSchemes(new String[] {"rsa_pss_rsae_sha256"});
        engine.setSSLParameters(parameters);
        assertThat(hello.read(Unpooled.wrappedBuffer(hello(engine)))).isEqualTo(ClientHello.DONE);
        assertThat(hello.verifies(ECDSA_P256)).isFalse();
        assertThat(hello.protocols()).isNull();
    }

    @Test
    void everyBeginningOfAHelloWantsMore() throws Exception {
        byte[] all = hello("a.test", "h2");
        for (int length = 1; length < all.length; length++) {
            assertThat(new ClientHello().read(Unpooled.wrappedBuffer(all, 0, length)))
                    .isEqualTo(ClientHello.NEED_MORE);
        }
    }

    @Test
    void aHelloInSeveralRecordsIsPutTogether() throws Exception {
        byte[] all = hello("a.test", "h2");
        ByteBuf cut = Unpooled.buffer();
        int part = (all.length - 5) / 7 + 1;
        for (int from = 5; from < all.length; from += part) {
            int length = Math.min(part, all.length - from);
            cut.writeByte(22).writeShort(0x0301).writeShort(length).writeBytes(all, from, length);
        }
        ClientHello hello = new ClientHello();
        assertThat(hello.read(cut)).isEqualTo(ClientHello.DONE);
        assertThat(hello.serverName()).isEqualTo("a.test");
    }

    @Test
    void aHelloInVeryManyRecordsIsRefused() throws Exception {
        byte[] all = hello("a.test");
        ByteBuf cut = Unpooled.buffer();
        for (int from = 5; from < all.length; from++) {
            cut.writeByte(22).writeShort(0x0301).writeShort(1).writeByte(all[from]);
        }
        assertThat(new ClientHello().read(cut)).isEqualTo(ClientHello.MALFORMED);
    }

    @Test
    void whatIsNoTlsIsToldApart() {
        assertThat(read("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo(ClientHello.NOT_TLS);
        assertThat(read(new byte[] {(byte) 0x80, 1, 2})).isEqualTo(ClientHello.NOT_TLS);
        assertThat(read(new byte[] {22, 2, 0, 0, 9})).isEqualTo(ClientHello.MALFORMED);
        assertThat(read(new byte[] {22, 3, 1, 0, 0})).isEqualTo(ClientHello.MALFORMED);
        assertThat(read(new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff})).isEqualTo(ClientHello.MALFORMED);
        // A handshake message, but not the one that a connection begins with.
        assertThat(read(new byte[] {22, 3, 1, 0, 4, 2, 0, 0, 0})).isEqualTo(ClientHello.MALFORMED);
    }

    @Test
    void aNameThatIsNoneCountsAsNone() throws Exception {
        byte[] all = hello("evil.test");
        int at = new String(all, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("evil");
        all[at] = '\n';
        ClientHello hello = new ClientHello();
        assertThat(hello.read(Unpooled.wrappedBuffer(all))).isEqualTo(ClientHello.DONE);
        assertThat(hello.serverName()).isNull();
    }

    @Test
    void withoutANameThereIsNoneAndWhatIsNotKnownIsPassedOver() throws Exception {
        ClientHello nameless = new ClientHello();
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        assertThat(nameless.read(Unpooled.wrappedBuffer(hello(engine)))).isEqualTo(ClientHello.DONE);
        assertThat(nameless.serverName()).isNull();
        // A reserved type of RFC 8701, encrypted_client_hello, then the outer name.
        ByteBuf extensions = Unpooled.buffer();
        extensions.writeShort(0x7a7a).writeShort(1).writeByte(0);
        extensions.writeShort(0xfe0d).writeShort(300).writeZero(300);
        names(extensions, "a.test");
        ClientHello outer = new ClientHello();
        assertThat(outer.read(record(extensions))).isEqualTo(ClientHello.DONE);
        assertThat(outer.serverName()).isEqualTo("a.test");
    }

    /** The last one counted, where a server may take the first: it served a host that was not to be had there. */
    @Test
    void aHelloThatNamesTwoHostsIsRefused() {
        ByteBuf twice = Unpooled.buffer();
        names(twice, "a.test", "b.test");
        assertThat(new ClientHello().read(record(twice))).isEqualTo(ClientHello.MALFORMED);
        ByteBuf again = Unpooled.buffer();
        names(again, "a.test");
        names(again, "a.test");
        assertThat(new ClientHello().read(record(again))).isEqualTo(ClientHello.MALFORMED);
        ByteBuf unusable = Unpooled.buffer();
        names(unusable, "a.test", "b\n");
        assertThat(new ClientHello().read(record(unusable))).isEqualTo(ClientHello.MALFORMED);
        ByteBuf protocols = Unpooled.buffer();
        protocols.writeShort(16).writeShort(5).writeShort(3).writeByte(2).writeShort(0x6832);
        protocols.writeBytes(protocols.copy());
        assertThat(new ClientHello().read(record(protocols))).isEqualTo(ClientHello.MALFORMED);
    }

    /** Each packet had all records before it joined and read anew. */
    @Test
    void aRecordThatWasReadIsNotReadAgain() throws Exception {
        byte[] all = hello("a.test", "h2");
        ByteBuf first = Unpooled.buffer();
        first.writeByte(22).writeShort(0x0301).writeShort(40).writeBytes(all, 5, 40);
        ClientHello hello = new ClientHello();
        assertThat(hello.read(first)).isEqualTo(ClientHello.NEED_MORE);
        int rest = all.length - 45;
        ByteBuf both = Unpooled.buffer().writeByte(22).writeZero(first.readableBytes() - 1);
        both.writeByte(22).writeShort(0x0301).writeShort(rest);
        for (int i = 45; i < all.length; i++) {
            assertThat(hello.read(both)).isEqualTo(ClientHello.NEED_MORE);
            both.writeByte(all[i]);
        }
        assertThat(hello.read(both)).isEqualTo(ClientHello.DONE);
        assertThat(hello.serverName()).isEqualTo("a.test");
    }

    private static void names(ByteBuf extensions, String... hosts) {
        ByteBuf list = Unpooled.buffer();
        for (String host : hosts) {
            list.writeByte(0).writeShort(host.length());
            list.writeCharSequence(host, java.nio.charset.StandardCharsets.US_ASCII);
        }
        extensions.writeShort(0).writeShort(list.readableBytes() + 2).writeShort(list.readableBytes());
        extensions.writeBytes(list);
    }

    private static ByteBuf record(ByteBuf extensions) {
        ByteBuf body = Unpooled.buffer().writeShort(0x0303).writeZero(32).writeByte(0);
        body.writeShort(4).writeShort(0x1a1a).writeShort(0x1301).writeByte(1).writeByte(0);
        body.writeShort(extensions.readableBytes()).writeBytes(extensions);
        ByteBuf record = Unpooled.buffer().writeByte(22).writeShort(0x0301).writeShort(body.readableBytes() + 4);
        return record.writeByte(1).writeMedium(body.readableBytes()).writeBytes(body);
    }

    @Test
    void spoiltHellosAreReadWithoutAnException() throws Exception {
        byte[] good = hello("a.test", "h2", "http/1.1");
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            assertThat(read(bad)).isBetween(ClientHello.NEED_MORE, ClientHello.MALFORMED);
        }
    }

    private static int read(byte[] bytes) {
        return new ClientHello().read(Unpooled.wrappedBuffer(bytes));
    }

    private static SSLEngine engine(String name, String... alpn) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("peer", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(alpn);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static byte[] hello(String name, String... alpn) throws Exception {
        return hello(engine(name, alpn));
    }

    private static byte[] hello(SSLEngine engine) throws Exception {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        assertThat(engine.wrap(ByteBuffer.allocate(0), out).bytesProduced()).isPositive();
        out.flip();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }
}
