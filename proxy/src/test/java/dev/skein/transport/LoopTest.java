package dev.skein.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.TestTicker;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final int BOUND = 32;

    private final TestTicker ticker = new TestTicker();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Loop loop = new Loop(0, channel.eventLoop(), ticker, UnpooledByteBufAllocator.DEFAULT);

    @Test
    void the_time_stands_still_while_an_event_is_handled() {
        loop.hold();
        ticker.pass(1_000);
        assertThat(loop.now()).isZero();
        loop.letGo();
        assertThat(loop.now()).isEqualTo(1_000);
        loop.hold();
        ticker.pass(1_000);
        assertThat(loop.now()).isEqualTo(1_000);
    }

    @Test
    void a_flush_waits_for_the_end_of_the_events_at_hand() {
        channel.write("answer");
        loop.flushSoon(channel);
        assertThat(channel.<String>readOutbound()).isNull();
        channel.runPendingTasks();
        assertThat(channel.<String>readOutbound()).isEqualTo("answer");
    }

    @Test
    void a_second_batch_is_flushed_like_the_first() {
        for (String answer : List.of("first", "second")) {
            channel.write(answer);
            loop.flushSoon(channel);
            channel.runPendingTasks();
            assertThat(channel.<String>readOutbound()).isEqualTo(answer);
        }
    }

    @Test
    void no_more_than_a_bounded_number_of_channels_wait() {
        List<EmbeddedChannel> channels = new ArrayList<>();
        for (int i = 0; i <= BOUND; i++) {
            EmbeddedChannel one = new EmbeddedChannel();
            channels.add(one);
            one.write("answer");
            loop.flushSoon(one);
        }
        assertThat(channels.subList(0, BOUND))
                .allSatisfy(one -> assertThat(one.<String>readOutbound()).isEqualTo("answer"));
        assertThat(channels.getLast().<String>readOutbound()).isNull();
        channel.runPendingTasks();
        assertThat(channels.getLast().<String>readOutbound()).isEqualTo("answer");
    }
}
