package dev.skein.fuzz;

import dev.skein.http.Authority;
import dev.skein.http.ClientResolver;
import dev.skein.http.PathNormalizer;
import dev.skein.http.PathNormalizer.EncodedSlash;
import dev.skein.http.PathNormalizer.Policy;
import dev.skein.http.ProxyProtocol;
import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.model.Pairs;
import dev.skein.model.RequestText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What stands in a head: paths, authorities, cookies, forwarding fields; and what stands before the first one. */
final class TextTargets {
    private static final NetworkSet TRUSTED = NetworkSet.parse(List.of("10.0.0.0/8", "2001:db8:1::/48"));
    private static final ClientAddress PEER = ClientAddress.of(InetAddress.ofLiteral("10.0.0.1"), 40_000);
    private static final ClientResolver X_FORWARDED = new ClientResolver(TRUSTED, ClientResolver.Source.X_FORWARDED);
    private static final ClientResolver FORWARDED = new ClientResolver(TRUSTED, ClientResolver.Source.FORWARDED);

    private TextTargets() {}

    static void path(byte[] data) {
        for (Policy policy : List.of(Policy.DEFAULT, new Policy(false, EncodedSlash.KEEP))) {
            byte[] out = new byte[data.length];
            int length = PathNormalizer.normalize(data, 0, data.length, out, 0, policy);
            if (length == PathNormalizer.REJECTED) {
                continue;
            }
            String text = new String(out, 0, length, StandardCharsets.ISO_8859_1);
            byte[] again = new byte[length];
            int same = PathNormalizer.normalize(out, 0, length, again, 0, policy);
            boolean still = same == length && Arrays.equals(out, 0, length, again, 0, length);
            if (!still || policy.mergeSlashes() && !PathNormalizer.isCanonical(out, 0, length, true)) {
                throw new AssertionError("not in its last form: " + text);
            }
            if (text.matches(".*/\\.{1,2}(/.*|;.*)?") || policy.mergeSlashes() && text.contains("//")) {
                throw new AssertionError("dot segments or slashes left: " + text);
            }
        }
    }

    static void authority(byte[] data) {
        long authority = Authority.parse(data, 0, data.length);
        if (authority == Authority.INVALID) {
            return;
        }
        String host = new String(data, 0, Authority.hostEnd(authority), StandardCharsets.ISO_8859_1);
        if (!host.matches("[A-Za-z0-9._~!$&'()*+;=-]+|\\[[0-9A-Fa-f:.]+]") || Authority.port(authority) > 65_535) {
            throw new AssertionError(host);
        }
        byte[] lower = new byte[host.length()];
        int end = Authority.lowerHost(data, 0, host.length(), lower, 0);
        if (end > 0 && Authority.parse(lower, 0, end) == Authority.INVALID) {
            throw new AssertionError(host);
        }
    }

    static void cookies(byte[] data) {
        byte[] name = Ascii.bytes("a");
        long span = Pairs.cookie(data, 0, data.length, name);
        within(span, data.length);
        within(Pairs.setCookie(data, 0, data.length, name), data.length);
        within(Pairs.parameter(data, 0, data.length, name), data.length);
        if (span != Pairs.NONE && indexOf(data, Pairs.start(span), Pairs.end(span), ';')) {
            throw new AssertionError("a cookie's value with the next one");
        }
    }

    private static boolean indexOf(byte[] data, int from, int to, int wanted) {
        for (int i = from; i < to; i++) {
            if (data[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    private static void within(long span, int length) {
        if (span != Pairs.NONE && (Pairs.start(span) > Pairs.end(span) || Pairs.end(span) > length)) {
            throw new AssertionError(Pairs.start(span) + " to " + Pairs.end(span) + " of " + length);
        }
    }

    static void forwarded(byte[] data) {
        String value = new String(data, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]", " ");
        X_FORWARDED.resolve(
                RequestText.get("h", "/", "X-Forwarded-For: " + value).build(), PEER, false);
        FORWARDED.resolve(RequestText.get("h", "/", "Forwarded: " + value).build(), PEER, false);
    }

    static void proxyProtocol(byte[] data) {
        Pieces pieces = Pieces.of(data);
        ProxyProtocol whole = new ProxyProtocol();
        String atOnce = decoded(whole, Unpooled.wrappedBuffer(pieces.all()));
        ProxyProtocol cut = new ProxyProtocol();
        ByteBuf growing = Unpooled.buffer().writeBytes(pieces.first());
        String first = decoded(cut, growing);
        Pieces.same(
                atOnce,
                first.startsWith(ProxyProtocol.NEED_MORE + " ")
                        ? decoded(cut, growing.writeBytes(pieces.second()))
                        : first);
    }

    private static String decoded(ProxyProtocol protocol, ByteBuf in) {
        int result = protocol.decode(in);
        return result + " " + (result == ProxyProtocol.DONE ? protocol.source() + " " + protocol.destination() : "");
    }
}
