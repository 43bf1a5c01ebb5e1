package dev.skein.proxying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Allocation;
import dev.skein.http.NameSet;
import dev.skein.model.FieldFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken out of the fields behind a body, and what that costs where nothing is. */
class TrailersTest {
    private static final String LONG = "x-" + "long".repeat(100);
    private static final FieldFilter ALIKE = NameSet.of("X-User", "X-Role")::contains;

    private final Trailers trailers = new Trailers();

    /** Behind a byte that was read already, in each kind of buffer. */
    static Stream<ByteBuf> buffers() {
        return Stream.of(Unpooled.buffer(), Unpooled.directBuffer(), PooledByteBufAllocator.DEFAULT.directBuffer(16))
                .map(buffer -> buffer.writeByte('?').skipBytes(1));
    }

    private static void write(ByteBuf buffer, String lines) {
        buffer.writeCharSequence(lines, StandardCharsets.US_ASCII);
    }

    private String kept(ByteBuf buffer, String lines) {
        buffer.setIndex(1, 1);
        write(buffer, lines);
        ByteBuf kept = trailers.kept(buffer.retain(), ALIKE);
        if (kept == null) {
            return "";
        }
        assertThat(kept).isSameAs(buffer);
        String text = kept.toString(StandardCharsets.US_ASCII);
        kept.release();
        return text;
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void onlyTheLinesOfThoseFieldsAreTakenOut(ByteBuf buffer) {
        String a = "a: x-user: 1\r\n";
        String b = LONG + ": " + "v".repeat(300) + "\r\n";
        String user = "x-user: root\r\n";
        String role = "X-Role: \r\n";
        assertThat(kept(buffer, a + b)).isEqualTo(a + b);
        assertThat(kept(buffer, user + a + role + b)).isEqualTo(a + b);
        assertThat(kept(buffer, a + user + b)).isEqualTo(a + b);
        assertThat(kept(buffer, a + b + user + role)).isEqualTo(a + b);
        assertThat(kept(buffer, user + b + a)).isEqualTo(b + a);
        assertThat(kept(buffer, role + user)).isEmpty();
        assertThat(buffer.release()).as("nobody else has it").isTrue();
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void whatIsNoneOfThemStaysUntouchedInItsPlace(ByteBuf buffer) {
        write(buffer, "grpc-status: 0\r\ngrpc-message: \r\n" + LONG + ": 1\r\n");
        int start = buffer.readerIndex();
        ByteBuf sealed = buffer.asReadOnly();
        Allocation.assertNone(() -> assertSame(sealed, trailers.kept(sealed, ALIKE)));
        assertThat(buffer.readerIndex()).isEqualTo(start);
        buffer.release();
    }

    @SuppressWarnings("ReferenceEquality") // the same one, not one like it
    private static void assertSame(ByteBuf lines, @Nullable ByteBuf kept) {
        // AssertJ would allocate.
        if (kept != lines) {
            throw new AssertionError("another buffer");
        }
    }
}
