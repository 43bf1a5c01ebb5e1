package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebSocketFramesTest {
    private static final int[] SIZES = {0, 1, 125, 126, 127, 65_535, 65_536};

    private final Random random = new Random(6455);
    private final ByteBuf bytes = Unpooled.buffer();
    private final Set<Integer> ends = new HashSet<>(Set.of(0));

    private void frame(int size) {
        boolean masked = random.nextBoolean();
        int mask = masked ? 0x80 : 0;
        bytes.writeByte(0x82);
        if (size < 126) {
            bytes.writeByte(mask | size);
        } else if (size < 65_536) {
            bytes.writeByte(mask | 126).writeShort(size);
        } else {
            bytes.writeByte(mask | 127).writeLong(size);
        }
        byte[] rest = new byte[(masked ? 4 : 0) + size];
        random.nextBytes(rest);
        bytes.writeBytes(rest);
        ends.add(bytes.writerIndex());
    }

    @Test
    void itIsBetweenFramesWhereTheseEndHoweverTheyCome() {
        for (int i = 0; i < 40; i++) {
            frame(SIZES[random.nextInt(SIZES.length)]);
        }
        WebSocketFrames frames = new WebSocketFrames();
        for (int at = 0; at < bytes.writerIndex(); ) {
            int part = Math.min(1 + random.nextInt(random.nextBoolean() ? 3 : 5_000), bytes.writerIndex() - at);
            assertThat(frames.follow(bytes.slice(at, part), true)).isEqualTo(part);
            at += part;
            assertThat(frames.between()).as("at %d", at).isEqualTo(ends.contains(at));
        }
    }

    @Test
    void itStopsWhereTheFrameUnderWayEnds() {
        frame(300);
        frame(10);
        WebSocketFrames frames = new WebSocketFrames();
        assertThat(frames.follow(bytes.slice(0, 5), true)).isEqualTo(5);
        ends.remove(0);
        int end = ends.stream().min(Integer::compare).orElseThrow();

        assertThat(frames.follow(bytes.slice(5, bytes.writerIndex() - 5), false))
                .isEqualTo(end - 5);
        assertThat(frames.between()).isTrue();
    }

    @Test
    void aLengthThatNoFrameCanHaveHasNoEnd() {
        bytes.writeByte(0x82).writeByte(127).writeLong(-1).writeZero(100);
        WebSocketFrames frames = new WebSocketFrames();
        assertThat(frames.follow(bytes, true)).isEqualTo(bytes.readableBytes());
        assertThat(frames.between()).isFalse();
    }
}
