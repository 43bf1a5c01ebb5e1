package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.GuardPolicy.Underscores;
import dev.skein.http.PathNormalizer.EncodedSlash;
import dev.skein.http.PathNormalizer.Policy;
import dev.skein.model.Ascii;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GuardPolicyTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n";
    private static final GuardPolicy DROPPING = new GuardPolicy(Policy.DEFAULT, Underscores.DROP, 3);
    private static final GuardPolicy REFUSING = new GuardPolicy(Policy.DEFAULT, Underscores.REFUSE, 0);

    private static RequestHead read(GuardPolicy policy, String text) {
        RequestHead head = Heads.request();
        head.reset(Heads.LIMITS, policy);
        head.read(Heads.buffer(text));
        return head;
    }

    private static String passedOn(RequestHead head) {
        ByteBuf out = Unpooled.buffer();
        HeadWriter.fields(out, head, HeadWriter.HOP_BY_HOP, null);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void fieldsWithUnderscoresAreKeptDroppedOrRefused() {
        String text = GET + "X_A: 1\r\nX-B: 2\r\n\r\n";
        assertThat(passedOn(read(GuardPolicy.DEFAULT, text))).contains("X_A: 1");
        RequestHead dropped = read(DROPPING, text);
        assertThat(passedOn(dropped)).doesNotContain("X_A").contains("X-B: 2");
        assertThat(dropped.find(Ascii.bytes("x_a"), 0))
                .as("no rule goes by what no server gets")
                .isNegative();
        RequestHead refused = read(REFUSING, text);
        assertThat(refused.failure()).isEqualTo(Failure.BAD_REQUEST);
        assertThat(refused.reason()).contains("underscore");
        assertThat(read(REFUSING, GET + "X-B: a_b\r\n\r\n").failure()).isEqualTo(Failure.NONE);
    }

    @Test
    void moreCookiesThanAllowedAre431WhereverTheyStand() {
        assertThat(read(DROPPING, GET + "Cookie: a=1; b=2; c=3\r\n\r\n").failure())
                .isEqualTo(Failure.NONE);
        assertThat(read(DROPPING, GET + "Cookie: a=1; b=2; c=3; d=4\r\n\r\n").failure())
                .isEqualTo(Failure.HEAD_TOO_LARGE);
        assertThat(read(DROPPING, GET + "Cookie: a=1; b=2\r\ncookie: c=3; d=4\r\n\r\n")
                        .failure())
                .isEqualTo(Failure.HEAD_TOO_LARGE);
        assertThat(read(DROPPING, GET + "X-A: a;b;c;d;e;f\r\n\r\n").failure()).isEqualTo(Failure.NONE);
    }

    @Test
    void slashesAreMergedAndEncodedOnesRefusedUnlessTheListenerSaysOtherwise() {
        GuardPolicy lax = new GuardPolicy(new Policy(false, EncodedSlash.KEEP), Underscores.KEEP, 0);
        RequestHead head = read(lax, "GET /a//b%2Fc HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertThat(head.failure()).isEqualTo(Failure.NONE);
        assertThat(new String(
                        head.bytes(), head.pathStart(), head.pathEnd() - head.pathStart(), StandardCharsets.ISO_8859_1))
                .isEqualTo("/a//b%2Fc");
        assertThat(read(GuardPolicy.DEFAULT, "GET /a%2Fb HTTP/1.1\r\nHost: a.test\r\n\r\n")
                        .failure())
                .isEqualTo(Failure.BAD_REQUEST);
    }
}
