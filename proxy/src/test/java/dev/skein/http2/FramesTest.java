package dev.skein.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads of frames, settings, windows and gauges; sections are those of RFC 9113. */
class FramesTest {
    private final FrameHead head = new FrameHead();

    @Test
    void aHeadIsReadAsItWasWritten() {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.head(out, 0xabcdef, FrameWriter.typed(Frame.HEADERS, Frame.END_HEADERS), 0x7fedcba9);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("abcdef01047fedcba9");
        // The reserved bit is ignored.
        out.setByte(5, 0xff);
        head.read(out);
        assertThat(head.length()).isEqualTo(0xabcdef);
        assertThat(head.type()).isEqualTo(Frame.HEADERS);
        assertThat(head.has(Frame.END_HEADERS)).isTrue();
        assertThat(head.has(Frame.END_STREAM)).isFalse();
        assertThat(head.stream()).isEqualTo(0x7fedcba9);
    }

    @ParameterizedTest
    @CsvSource({
        // length, type, flags, stream → error
        "5, 0, 0, 0, 1",
        "5, 1, 4, 0, 1",
        "5, 9, 4, 0, 1",
        "5, 2, 0, 0, 1",
        "4, 3, 0, 0, 1",
        "5, 3, 0, 1, 6",
        "4, 3, 0, 1, 0",
        "6, 4, 0, 1, 1",
        "7, 4, 0, 0, 6",
        "6, 4, 1, 0, 6",
        "0, 4, 1, 0, 0",
        "8, 6, 0, 1, 1",
        "7, 6, 0, 0, 6",
        "8, 6, 0, 0, 0",
        "8, 7, 0, 1, 1",
        "7, 7, 0, 0, 6",
        "9, 7, 0, 0, 0",
        "3, 8, 0, 0, 6",
        "4, 8, 0, 1, 0",
        "99, 77, 255, 3, 0",
    })
    void lengthsAndStreamsAreChecked(int length, int type, int flags, int stream, int error) {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.head(out, length, FrameWriter.typed(type, flags), stream);
        head.read(out);
        assertThat(head.fault()).isEqualTo(error);
    }

    @Test
    void aLongBlockIsCutIntoContinuations() {
        for (int length : new int[] {0, 1, 9, 10, 11, 20, 21, 95}) {
            ByteBuf out = Unpooled.buffer(16);
            out.writeBytes("before".getBytes(StandardCharsets.US_ASCII));
            int start = out.writerIndex();
            out.writeZero(Frame.HEAD_BYTES);
            for (int i = 0; i < length; i++) {
                out.writeByte(i);
            }
            FrameWriter.frameBlock(out, start, 10, 3, true);
            out.skipBytes(6);
            ByteBuf joined = Unpooled.buffer();
            int frames = 0;
            boolean last = false;
            while (out.isReadable()) {
                head.read(out);
                assertThat(last).isFalse();
                assertThat(head.type()).isEqualTo(frames++ == 0 ? Frame.HEADERS : Frame.CONTINUATION);
                assertThat(head.has(Frame.END_STREAM)).isEqualTo(frames == 1);
                last = head.has(Frame.END_HEADERS);
                joined.writeBytes(out, head.length());
            }
            assertThat(last).isTrue();
            assertThat(frames).isEqualTo(Math.max(1, (length + 9) / 10));
            assertThat(joined.readableBytes()).isEqualTo(length);
            for (int i = 0; i < length; i++) {
                assertThat(joined.readByte()).isEqualTo((byte) i);
            }
        }
    }

    @Test
    void section652SettingsHaveTheirRanges() {
        PeerSettings peer = new PeerSettings();
        assertThat(peer.apply(PeerSettings.ENABLE_PUSH, 2)).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(peer.apply(PeerSettings.INITIAL_WINDOW_SIZE, 1L << 31)).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
        assertThat(peer.apply(PeerSettings.MAX_FRAME_SIZE, 16_383)).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(peer.apply(PeerSettings.MAX_FRAME_SIZE, 1 << 24)).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(peer.apply(PeerSettings.MAX_FRAME_SIZE, 20_000)).isEqualTo(ErrorCode.NO_ERROR);
        assertThat(peer.apply(PeerSettings.HEADER_TABLE_SIZE, 0xffff_ffffL)).isEqualTo(ErrorCode.NO_ERROR);
        assertThat(peer.apply(0xabc, 7)).isEqualTo(ErrorCode.NO_ERROR);
        assertThat(peer.maxFrame()).isEqualTo(20_000);
        assertThat(peer.initialWindow()).isEqualTo(65_535);
    }

    @Test
    void section69AWindowMayBecomeNegativeButNotTooLarge() {
        SendWindow window = new SendWindow();
        window.reset(10);
        window.take(10);
        assertThat(window.add(-5)).isTrue();
        assertThat(window.left()).isEqualTo(-5);
        assertThat(window.add(Integer.MAX_VALUE)).isTrue();
        assertThat(window.add(6)).isFalse();
    }

    @Test
    void whatIsUsedUpIsGivenBackInLargePieces() {
        ReceiveWindow window = new ReceiveWindow();
        window.reset(100);
        assertThat(window.take(100)).isTrue();
        assertThat(window.release(49)).isZero();
        assertThat(window.release(1)).isEqualTo(50);
        assertThat(window.take(51)).isFalse();
    }

    @Test
    void aGaugeCountsWithinItsSpanAndForgives() {
        FloodGauge gauge = new FloodGauge(2, 100);
        assertThat(gauge.tooMany(0)).isFalse();
        assertThat(gauge.tooMany(1)).isFalse();
        assertThat(gauge.tooMany(2)).isTrue();
        gauge.forgive();
        gauge.forgive();
        assertThat(gauge.tooMany(3)).isFalse();
        assertThat(gauge.tooMany(4)).isFalse();
        assertThat(gauge.tooMany(5)).isTrue();
        assertThat(gauge.tooMany(101)).isFalse();
    }

    @Test
    void section34ThePrefaceMayComeInPieces() {
        ByteBuf all = Unpooled.buffer();
        Preface.write(all);
        Preface preface = new Preface();
        assertThat(preface.take(all.readSlice(7))).isTrue();
        assertThat(preface.complete()).isFalse();
        all.writeByte('x');
        assertThat(preface.take(all)).isTrue();
        assertThat(preface.complete()).isTrue();
        assertThat(all.readableBytes()).isOne();
        assertThat(new Preface().take(Unpooled.copiedBuffer("PRI * HTTP/1", StandardCharsets.US_ASCII)))
                .isFalse();
    }
}
