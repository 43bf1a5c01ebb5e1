package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ReadPaceTest {
    private static final int PART = ReadPace.LEAST / 2;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReadPace pace = new ReadPace();

    private ReadPaceTest() {
        for (int i = 0; i < 100; i++) {
            channel.write(Unpooled.wrappedBuffer(new byte[PART]));
        }
        channel.unsafe().outboundBuffer().addFlush();
        pace.begin(channel);
    }

    private void takes(int parts) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        for (int i = 0; i < parts; i++) {
            assertThat(waiting.remove()).isTrue();
        }
    }

    @Test
    void whoTakesNothingInASpanIsTooSlow() {
        assertThat(pace.kept()).isFalse();
    }

    @Test
    void whoTakesItDropByDropIsTooSlow() {
        takes(1);
        assertThat(pace.kept()).isFalse();
    }

    @Test
    void whoTakesALittleInEachSpanGetsAllOfIt() {
        for (int span = 0; span < 49; span++) {
            takes(2);
            assertThat(pace.kept()).as("span " + span).isTrue();
        }
        takes(2);
        assertThat(pace.kept()).as("with nothing left").isFalse();
    }

    @Test
    void oneGoodSpanDoesNotMakeUpForTheNext() {
        takes(20);
        assertThat(pace.kept()).isTrue();
        assertThat(pace.kept()).isFalse();
    }
}
