package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.TestTicker;
import dev.skein.transport.Loop;
import dev.skein.transport.Loops;
import dev.skein.transport.NativeTransport;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One step is a second, the time-out ten of them. */
class ConnectionTimerTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long SPAN = 10 * SECOND;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final TestTicker ticker = new TestTicker();
    private final Loops loops = Loops.start(NativeTransport.choose("nio"), 1, ticker);
    private final Loop loop = loops.all().getFirst();
    private int fired;
    private final ConnectionTimer timer = new ConnectionTimer(loop, () -> fired++);

    private ConnectionTimerTest() {
        for (int i = 0; i < 100; i++) {
            channel.write(Unpooled.wrappedBuffer(new byte[ReadPace.LEAST]));
        }
        waiting().addFlush();
    }

    @AfterEach
    void ends() {
        loops.vertx().close().await();
    }

    private void onLoop(Runnable steps) {
        loop.eventLoop().submit(steps).syncUninterruptibly();
    }

    private ChannelOutboundBuffer waiting() {
        return channel.unsafe().outboundBuffer();
    }

    private void pass(long span) {
        for (long end = ticker.nanos() + span; ticker.nanos() < end; ) {
            loop.wheel().advance(ticker.pass(SECOND));
        }
    }

    @Test
    void aReaderThatTakesNothingIsGivenUpOnce() {
        onLoop(() -> {
            timer.startWriting(channel, SPAN);
            pass(SPAN - SECOND);
            assertThat(fired).isZero();
            pass(5 * SPAN);
            assertThat(fired).isOne();
        });
    }

    @Test
    void aReaderThatTakesALittleIsGivenTimeAgainAndAgain() {
        onLoop(() -> {
            timer.startWriting(channel, SPAN);
            for (int i = 0; i < 50; i++) {
                assertThat(waiting().remove()).isTrue();
                pass(SPAN);
            }
            assertThat(fired).isZero();
            pass(2 * SPAN);
            assertThat(fired).isOne();
        });
    }

    /** What the proxy had read of the server before it held it back follows, and looks as if the reader took less. */
    @Test
    void whatIsWrittenMeanwhileIsNotHeldAgainstTheReader() {
        onLoop(() -> {
            timer.startWriting(channel, SPAN);
            for (int i = 0; i < 20; i++) {
                timer.write(channel, Unpooled.wrappedBuffer(new byte[ReadPace.LEAST]));
            }
            assertThat(waiting().remove()).isTrue();
            pass(SPAN + SECOND);
            assertThat(fired).isZero();
            pass(2 * SPAN);
            assertThat(fired).isOne();
        });
    }

    @Test
    void whatAServerSendsMeanwhileGivesTheReaderNoMoreTime() {
        onLoop(() -> {
            for (int i = 0; i < 20; i++) {
                timer.startWriting(channel, SPAN);
                pass(SECOND);
            }
            assertThat(fired).isOne();
        });
    }

    @Test
    void otherTimeOutsAskForNoPace() {
        onLoop(() -> {
            timer.startWriting(channel, SPAN);
            timer.start(3 * SPAN);
            assertThat(waiting().remove()).isTrue();
            assertThat(timer.stopWriting()).isFalse();
            pass(4 * SPAN);
            assertThat(fired).isOne();
        });
    }

    @Test
    void oneThatWasStoppedBeginsAnew() {
        onLoop(() -> {
            timer.startWriting(channel, SPAN);
            assertThat(timer.stopWriting()).isTrue();
            pass(2 * SPAN);
            assertThat(fired).isZero();
            timer.startWriting(channel, SPAN);
            pass(2 * SPAN);
            assertThat(fired).isOne();
        });
    }
}
