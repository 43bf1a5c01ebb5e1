package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.harness.Allocation;
import dev.skein.http.ForwardedPolicy.Mode;
import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.Protocol;
import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedFieldsTest {
    private static final ClientAddress PEER = address("192.0.2.1");
    private static final ClientAddress PEER_6 = address("2001:db8::7");
    private static final String[] RECEIVED = {
        "X-Forwarded-For: 198.51.100.1, 198.51.100.2",
        "X-Forwarded-For: 198.51.100.3",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: public.example",
        "X-Forwarded-Port: 8443",
        "Forwarded: for=198.51.100.1;proto=https",
    };
    private static final String[] OURS = {
        "X-Forwarded-For: 192.0.2.1",
        "X-Forwarded-Proto: http",
        "X-Forwarded-Host: shop.example:8080",
        "X-Forwarded-Port: 8080",
        "Forwarded: for=192.0.2.1;host=\"shop.example:8080\";proto=http",
    };

    @ParameterizedTest
    @EnumSource(names = {"SET", "APPEND", "KEEP"})
    void whatAnUntrustedPeerSaysIsReplaced(Mode mode) {
        assertThat(passed(mode, false, PEER, RECEIVED)).containsExactly(OURS);
        assertThat(passed(mode, false, PEER)).containsExactly(OURS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void removeSendsNoneAndOffLeavesAllAlone(boolean trusted) {
        assertThat(passed(Mode.REMOVE, trusted, PEER, RECEIVED)).isEmpty();
        assertThat(passed(Mode.OFF, trusted, PEER, RECEIVED)).containsExactly(RECEIVED);
    }

    @Test
    void setReplacesEvenATrustedPeersFields() {
        assertThat(passed(Mode.SET, true, PEER, RECEIVED)).containsExactly(OURS);
    }

    @Test
    void appendPutsOursBehindATrustedPeersLists() {
        assertThat(passed(Mode.APPEND, true, PEER, RECEIVED))
                .containsExactly(
                        RECEIVED[2],
                        RECEIVED[3],
                        RECEIVED[4],
                        "X-Forwarded-For: 198.51.100.1, 198.51.100.2, 198.51.100.3, 192.0.2.1",
                        "Forwarded: for=198.51.100.1;proto=https, for=192.0.2.1;host=\"shop.example:8080\";proto=http");
        assertThat(passed(Mode.APPEND, true, PEER, "X-Forwarded-For:")).containsExactly(OURS);
    }

    @Test
    void keepPassesATrustedPeersFieldsAndFillsTheGaps() {
        assertThat(passed(Mode.KEEP, true, PEER, RECEIVED)).containsExactly(RECEIVED);
        assertThat(passed(Mode.KEEP, true, PEER, RECEIVED[0], RECEIVED[3]))
                .containsExactly(RECEIVED[0], RECEIVED[3], OURS[1], OURS[3], OURS[4]);
    }

    @Test
    void rfc7239Section6AnIpv6AddressIsQuoted() {
        assertThat(passed(Mode.SET, false, PEER_6))
                .contains(
                        "X-Forwarded-For: 2001:db8:0:0:0:0:0:7",
                        "Forwarded: for=\"[2001:db8:0:0:0:0:0:7]\";host=\"shop.example:8080\";proto=http");
    }

    @Test
    void theHostIsQuotedOnlyWhereItMustBe() {
        ForwardedFields fields = new ForwardedFields(ForwardedPolicy.of(Mode.REMOVE, Mode.SET, null), PEER, false);
        assertThat(lines(fields, RequestText.get("a.example", "/").secure().build()))
                .containsExactly("Forwarded: for=192.0.2.1;host=a.example;proto=https");
        assertThat(lines(fields, RequestText.get("[::1]", "/").build()))
                .containsExactly("Forwarded: for=192.0.2.1;host=\"[::1]\";proto=http");
        assertThat(lines(fields, RequestText.get("", "/").build()))
                .containsExactly("Forwarded: for=192.0.2.1;proto=http");
    }

    @Test
    void thePortIsTheOneThatTheClientUsed() {
        ForwardedFields fields = new ForwardedFields(ForwardedPolicy.of(Mode.SET, Mode.REMOVE, null), PEER, false);
        assertThat(lines(fields, RequestText.get("h", "/").build())).contains("X-Forwarded-Port: 80");
        assertThat(lines(fields, RequestText.get("h", "/").secure().build())).contains("X-Forwarded-Port: 443");
        assertThat(lines(fields, RequestText.get("h", "/").hostPort(81).build()))
                .contains("X-Forwarded-Port: 81");
        assertThat(lines(fields, RequestText.get("h", "/").hostPort(82).build()))
                .contains("X-Forwarded-Port: 82");
        assertThat(lines(fields, RequestText.get("", "/").build()))
                .containsExactly("X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: http", "X-Forwarded-Port: 80");
    }

    @Test
    void eachRequestOfAConnectionGetsItsOwnLines() {
        ForwardedFields fields = new ForwardedFields(ForwardedPolicy.of(Mode.SET, Mode.REMOVE, "edge"), PEER, true);
        assertThat(lines(fields, RequestText.get("a", "/").build()))
                .contains("X-Forwarded-Host: a", "Via: 1.1 edge", "X-Forwarded-For: 192.0.2.1");
        assertThat(lines(fields, RequestText.get("b", "/").build())).contains("X-Forwarded-Host: b");
        assertThat(lines(
                        fields,
                        RequestText.get("b", "/").protocol(Protocol.HTTP_2).build()))
                .contains("Via: 2 edge");
        assertThat(lines(fields, RequestText.get("b", "/").client("203.0.113.9").build()))
                .contains("X-Forwarded-For: 203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Prefix",
                "X-Forwarded-Client-Cert",
                "x-real-ip",
                "X_Forwarded_For",
                "x-forwarded_proto",
                "X-Forwarded-Port",
                "X-FORWARDED-USER",
                "X-Forwarded-Scheme",
                "X-Forwarded-Server"
            })
    void theWholeFamilyOfAnUntrustedPeerIsRemoved(String name) {
        assertThat(drops(false, Mode.SET, name)).isTrue();
        assertThat(drops(false, Mode.OFF, name)).isFalse();
        assertThat(drops(true, Mode.OFF, name)).isFalse();
        assertThat(drops(true, Mode.KEEP, name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Forwarded", "X-Request-Id", "Via", "Host", "Fort", "X-Forwardes-For", "Forwardee", "x", "From"
            })
    void otherFieldsAreLeftAlone(String name) {
        assertThat(drops(false, Mode.SET, name)).isFalse();
    }

    @Test
    void thePseudonymIsAToken() {
        assertThatThrownBy(() -> ForwardedPolicy.of(Mode.SET, Mode.SET, "a b"))
                .hasMessage("via: a b (expected: a token as RFC 9110 §5.6.2 has it)");
    }

    @Test
    void appendingAllocatesNothing() {
        RequestView request = RequestText.get("shop.example", "/", RECEIVED).build();
        ByteBuf out = Unpooled.buffer(1024);
        for (boolean trusted : new boolean[] {true, false}) {
            ForwardedFields fields =
                    new ForwardedFields(ForwardedPolicy.of(Mode.APPEND, Mode.APPEND, "edge"), PEER, trusted);
            Allocation.assertNone(() -> {
                fields.append(out.clear(), request);
                assert fields.drops(request.bytes(), request.nameStart(0), request.nameEnd(0));
            });
        }
    }

    private static boolean drops(boolean trusted, Mode mode, String name) {
        ForwardedFields fields = new ForwardedFields(ForwardedPolicy.of(mode, Mode.SET, null), PEER, trusted);
        return fields.drops(Ascii.bytes("x" + name), 1, 1 + name.length());
    }

    /** The forwarding fields that a server sees. */
    private static List<String> passed(Mode mode, boolean trusted, ClientAddress peer, String... received) {
        String client = new String(peer.text(), StandardCharsets.US_ASCII);
        RequestView request = RequestText.get("shop.example", "/", received)
                .hostPort(8080)
                .client(client)
                .build();
        ForwardedFields fields = new ForwardedFields(ForwardedPolicy.of(mode, mode, null), peer, trusted);
        List<String> lines = new ArrayList<>();
        for (int field = 0; field < request.fieldCount(); field++) {
            if (!fields.drops(request.bytes(), request.nameStart(field), request.nameEnd(field))) {
                lines.add(received[field]);
            }
        }
        lines.addAll(lines(fields, request));
        return lines;
    }

    private static List<String> lines(ForwardedFields fields, RequestView request) {
        ByteBuf out = Unpooled.buffer();
        fields.append(out, request);
        String text = out.toString(StandardCharsets.ISO_8859_1);
        assertThat(text.isEmpty() || text.endsWith("\r\n")).isTrue();
        return text.isEmpty() ? List.of() : List.of(text.split("\r\n"));
    }

    private static ClientAddress address(String text) {
        return ClientAddress.of(InetAddress.ofLiteral(text), 40_000);
    }
}
