package dev.skein.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ends of tunnels whose other end takes its time. */
class LeavingTest {
    /** Takes as many messages as it is told. */
    private static final class Slow extends EmbeddedChannel {
        private int takes;

        private Slow() {
            freezeTime();
            for (int i = 0; i < 5; i++) {
                write(Unpooled.wrappedBuffer(new byte[100]));
            }
            flush();
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) {
            for (; takes > 0 && in.current() != null; takes--) {
                in.remove();
            }
        }

        private void take(int messages) {
            takes = messages;
            flush();
        }

        private void pass(int seconds) {
            advanceTimeBy(seconds, TimeUnit.SECONDS);
            runScheduledPendingTasks();
        }
    }

    @Test
    void whoTakesSomethingNowAndThenGetsAll() {
        Slow channel = new Slow();
        Leaving.whileTaken(channel, TimeUnit.SECONDS.toNanos(60));
        for (int i = 0; i < 4; i++) {
            for (int ten = 0; ten < 5; ten++) {
                channel.pass(10);
            }
            assertThat(channel.isOpen()).isTrue();
            channel.take(1);
        }
        channel.pass(10);
        channel.take(2);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoTakesNothingIsLetGo() {
        Slow channel = new Slow();
        Leaving.whileTaken(channel, TimeUnit.SECONDS.toNanos(25));
        for (int ten = 0; ten < 2; ten++) {
            channel.pass(10);
            assertThat(channel.isOpen()).isTrue();
        }
        channel.pass(10);
        assertThat(channel.isOpen()).isFalse();

        Slow short10 = new Slow();
        Leaving.afterWrites(short10);
        short10.take(1);
        short10.pass(10);
        assertThat(short10.isOpen()).isFalse();
    }

    @Test
    void withoutAnIdleTimeoutThereIsNoneAtTheEndEither() {
        Slow channel = new Slow();
        Leaving.whileTaken(channel, 0);
        channel.pass(100_000);
        assertThat(channel.isOpen()).isTrue();
        channel.take(6);
        assertThat(channel.isOpen()).isFalse();
    }
}
