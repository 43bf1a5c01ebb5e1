package dev.skein.coding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams of each coding, and how many there are at once. */
class EncodersTest {
    private static final List<Coding> ALL = List.of(Coding.ZSTD, Coding.BR, Coding.GZIP);
    private static final RequestView CLIENT =
            RequestText.get("a.test", "/", "Accept-Encoding: gzip, br, zstd").build();

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final Encoders encoders = new Encoders(4 << 20);
    private final Random random = new Random(7);
    private final StringBuilder coded = new StringBuilder();

    private static String token(Coding coding) {
        return coding.name().toLowerCase(Locale.ROOT);
    }

    private void take(ByteBuf out) {
        coded.append(out.toString(StandardCharsets.ISO_8859_1));
        out.release();
    }

    private ByteBuf piece(String text, int form) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return switch (form) {
            case 0 -> Unpooled.wrappedBuffer(bytes);
            case 1 -> allocator.directBuffer().writeBytes(bytes);
            default -> {
                CompositeByteBuf parts = allocator.compositeDirectBuffer();
                ByteBuf all = allocator.directBuffer().writeBytes(bytes);
                parts.addComponents(true, all.retainedSlice(0, bytes.length / 2));
                parts.addComponents(true, all.slice(bytes.length / 2, bytes.length - bytes.length / 2));
                yield parts;
            }
        };
    }

    private String text(int length, boolean noise) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(noise ? (char) random.nextInt(256) : "word" + random.nextInt(50) + " ");
        }
        return text.substring(0, length);
    }

    @ParameterizedTest
    @EnumSource
    void whatGoesInComesOutAgain(Coding coding) throws IOException {
        for (int round = 0; round < 30; round++) {
            coded.setLength(0);
            StringBuilder all = new StringBuilder();
            List<String> pieces = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                pieces.add(text(random.nextInt(4) * random.nextInt(20_000), random.nextInt(4) == 0));
                all.append(pieces.getLast());
            }
            ContentEncoder encoder = encoders.take(coding, 1 + round % 9, round % 2 == 0 ? all.length() : -1);
            int said = 0;
            for (String piece : pieces) {
                take(encoder.add(piece(piece, random.nextInt(3)), allocator));
                said += piece.length();
                if (random.nextBoolean() && encoder.pending()) {
                    take(encoder.flush(allocator));
                    assertThat(encoder.pending()).isFalse();
                    assertThat(Decoded.begun(token(coding), coded.toString())).isEqualTo(all.substring(0, said));
                }
            }
            take(encoder.end(allocator));
            encoders.give(encoder);
            assertThat(Decoded.whole(token(coding), coded.toString())).isEqualTo(all.toString());
        }
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void oneThatWasGivenUpLeavesNothingToTheNext(Coding coding) throws IOException {
        for (int i = 0; i < 20; i++) {
            ContentEncoder given = encoders.take(coding, 5, 100_000);
            given.add(piece(text(1000, false), 1), allocator).release();
            encoders.give(given);
        }
        ContentEncoder encoder = encoders.take(coding, 5, -1);
        take(encoder.add(piece("this alone", 0), allocator));
        take(encoder.end(allocator));
        encoders.give(encoder);
        assertThat(Decoded.whole(token(coding), coded.toString())).isEqualTo("this alone");
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void whereTheBudgetIsUsedUpTheFrugalOnesAreLeftAndThenNone() {
        List<ContentEncoder> open = new ArrayList<>();
        List<Coding> taken = new ArrayList<>();
        Coding next;
        while ((next = encoders.accepted().choose(CLIENT, ALL, encoders)) != null) {
            taken.add(next);
            open.add(encoders.take(next, 5, -1));
        }
        // Of 16 quarters of a megabyte: two of zstd take 12, brotli does not fit any more.
        assertThat(taken).containsExactly(Coding.ZSTD, Coding.ZSTD, Coding.GZIP, Coding.GZIP, Coding.GZIP, Coding.GZIP);
        open.forEach(encoders::give);
        assertThat(encoders.accepted().choose(CLIENT, ALL, encoders)).isEqualTo(Coding.ZSTD);
    }

    @Test
    void theLibrariesAreThere() {
        assertThat(ALL).allMatch(Coding::available);
    }
}
