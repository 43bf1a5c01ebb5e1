package dev.skein.proxying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.http.GuardPolicy;
import dev.skein.http.Head;
import dev.skein.http.HeadLimits;
import dev.skein.http.RequestHead;
import dev.skein.model.ClientAddress;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which heads are kept, and what of them. */
class RecentHeadsTest {
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(5);

    private long now = 1;

    private static RequestHead head(String text) {
        RequestHead head = new RequestHead(new HeadLimits(8192, 16384, 100), GuardPolicy.DEFAULT);
        byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(head.read(Unpooled.wrappedBuffer(bytes))).isEqualTo(Head.COMPLETE);
        head.from(ClientAddress.of(InetAddress.ofLiteral("192.0.2.7"), 4711), true);
        return head;
    }

    private void offer(RecentHeads heads, RequestHead head) {
        now += STEP;
        heads.offer(head, now);
    }

    private static List<String> kept(RecentHeads heads) {
        List<String> texts = new ArrayList<>();
        for (int segment = 0; segment < heads.segments(); segment++) {
            ByteBuffer in = ByteBuffer.wrap(heads.copy(segment));
            while (in.hasRemaining()) {
                byte[] text = new byte[in.getInt()];
                assertThat(in.get()).isEqualTo((byte) 1);
                byte[] address = new byte[in.get()];
                in.get(address).get(text);
                assertThat(address).containsExactly(192, 0, 2, 7);
                texts.add(new String(text, StandardCharsets.ISO_8859_1).replace("\r", ""));
            }
        }
        return texts;
    }

    @Test
    void secretsAreMaskedAndTheRestIsAsItWas() {
        RecentHeads heads = new RecentHeads(RecentHeads.SEGMENT);
        offer(heads, head("""
            POST /a/../cart?x=1&token=abc&y&api_key=d%20e HTTP/1.1
            Host: Shop.Example.com:8443
            Authorization: Bearer abc
            Cookie: SKEIN=abc.def; theme=dark; alone
            Referer: https://shop.example.com/login?code=abc
            X-Api-Key: abc
            Connection: X-Ends-Here
            X-Ends-Here: no rule saw it
            Content-Length: 3
            Accept: */*

            """));
        assertThat(kept(heads)).containsExactly("""
            POST /cart?x=1&token=***&y&api_key=*** HTTP/1.1
            Host: shop.example.com:8443
            Authorization: ***
            Cookie: SKEIN=***; theme=***; alone
            Referer: https://shop.example.com/login
            X-Api-Key: ***
            Connection: X-Ends-Here
            Accept: */*

            """);
    }

    @Test
    void aBusyLoopKeepsOneHeadEachFiveMilliseconds() {
        RecentHeads heads = new RecentHeads(RecentHeads.SEGMENT);
        RequestHead head = head("GET / HTTP/1.1\nHost: a\n\n");
        for (int i = 0; i < 100; i++) {
            heads.offer(head, now + i * STEP / 10);
        }
        assertThat(kept(heads)).hasSize(10);
    }

    @Test
    void theOldestGoWhenTheMemoryIsUsedUp() {
        RecentHeads heads = new RecentHeads(3L * RecentHeads.SEGMENT);
        String filler = "x".repeat(1000);
        for (int i = 0; i < 1000; i++) {
            offer(heads, head("GET /" + i + " HTTP/1.1\nHost: a\nX-Filler: " + filler + "\n\n"));
        }
        List<String> kept = kept(heads);
        assertThat(kept).hasSizeBetween(2 * 60, 3 * 64).anyMatch(text -> text.startsWith("GET /999 "));
        assertThat(kept).noneMatch(text -> text.startsWith("GET /500 "));
        assertThat(kept(new RecentHeads(0))).isEmpty();
    }

    @Test
    void keepingOneAllocatesNothing() {
        RecentHeads heads = new RecentHeads(2L * RecentHeads.SEGMENT);
        RequestHead head = head("GET /cart?token=x HTTP/1.1\nHost: a:1\nCookie: a=b\nUser-Agent: c\n\n");
        Allocation.assertNone(() -> offer(heads, head));
    }
}
