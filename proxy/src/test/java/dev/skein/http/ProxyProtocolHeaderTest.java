package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HAProxy's {@code proxy-protocol.txt}, §2.1 and §2.2. */
class ProxyProtocolHeaderTest {
    private static final ClientAddress V4 = at("192.0.2.1", 40_000);
    private static final ClientAddress HERE_V4 = at("198.51.100.1", 443);
    private static final ClientAddress V6 = at("2001:db8::1", 40_000);
    private static final ClientAddress HERE_V6 = at("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", 65_535);

    private static ClientAddress at(String address, int port) {
        return ClientAddress.of(InetAddress.ofLiteral(address), port);
    }

    private static ByteBuf header(ProxyProtocolHeader version, ClientAddress source, ClientAddress destination) {
        ByteBuf out = Unpooled.buffer();
        version.write(out, source, destination);
        return out;
    }

    @Test
    void version1IsALine() {
        assertThat(header(ProxyProtocolHeader.V1, V4, HERE_V4).toString(StandardCharsets.US_ASCII))
                .isEqualTo("PROXY TCP4 192.0.2.1 198.51.100.1 40000 443\r\n");
    }

    @Test
    void version2IsBinary() {
        assertThat(ByteBufUtil.hexDump(header(ProxyProtocolHeader.V2, V4, HERE_V4)))
                .isEqualTo("0d0a0d0a000d0a515549540a" + "2111000c" + "c0000201" + "c6336401" + "9c40" + "01bb");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(ProxyProtocolHeader version) {
        read(version, V4, HERE_V4);
        read(version, V6, HERE_V6);
    }

    private static void read(ProxyProtocolHeader version, ClientAddress source, ClientAddress destination) {
        ByteBuf header = header(version, source, destination);
        assertThat(header.readableBytes()).isLessThanOrEqualTo(ProxyProtocolHeader.LONGEST);
        ProxyProtocol reader = new ProxyProtocol();
        assertThat(reader.decode(header)).isEqualTo(ProxyProtocol.DONE);
        assertThat(header.isReadable()).isFalse();
        assertThat(reader.source()).isEqualTo(source);
        assertThat(reader.destination()).isEqualTo(destination);
    }

    @ParameterizedTest
    @EnumSource
    void oneOfOurOwnNamesNobody(ProxyProtocolHeader version) {
        ByteBuf header = Unpooled.buffer();
        version.writeOwn(header);
        ProxyProtocol reader = new ProxyProtocol();
        assertThat(reader.decode(header)).as(reader.reason()).isEqualTo(ProxyProtocol.DONE);
        assertThat(header.isReadable()).isFalse();
        assertThat(reader.source()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoFamiliesBothAreOfVersion6(ProxyProtocolHeader version) {
        ByteBuf header = header(version, V4, HERE_V6);
        ProxyProtocol reader = new ProxyProtocol();
        assertThat(reader.decode(header)).as(reader.reason()).isEqualTo(ProxyProtocol.DONE);
        assertThat(reader.destination()).isEqualTo(HERE_V6);
        assertThat(String.valueOf(reader.source())).contains("192.0.2.1").endsWith(":40000");
    }
}
