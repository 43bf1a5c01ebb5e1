package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ascii;
import dev.skein.model.RequestText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, §3.2. */
class TraceContextTest {
    private static final String VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static @Nullable TraceContext parse(String text) {
        byte[] bytes = Ascii.bytes("xx" + text + "yy");
        return TraceContext.parse(bytes, 2, bytes.length - 2);
    }

    private static TraceContext valid(String text) {
        return Objects.requireNonNull(parse(text));
    }

    @Test
    void aValidContextIsTakenApart() {
        assertThat(parse(VALID))
                .isEqualTo(new TraceContext(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L, true));
        assertThat(valid(VALID.replace("-01", "-00")).sampled()).isFalse();
        assertThat(valid(VALID.replace("-01", "-ff")).sampled()).isTrue();
    }

    @Test
    void aLaterVersionMayHaveMore() {
        assertThat(parse("01" + VALID.substring(2))).isEqualTo(parse(VALID));
        assertThat(parse("cc" + VALID.substring(2) + "-what-the-future-brings")).isEqualTo(parse(VALID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void whatIsMalformedCountsAsNothing(String text) {
        assertThat(parse(text)).isNull();
    }

    @Test
    void twoContextsAreNone() {
        String[] fields = {"traceparent: " + VALID, "Traceparent: " + VALID};
        assertThat(TraceContext.of(RequestText.of("GET", "a", "/", fields).build()))
                .isNull();
        assertThat(TraceContext.of(RequestText.of("GET", "a", "/", fields[1]).build()))
                .isEqualTo(parse(VALID));
        assertThat(TraceContext.of(RequestText.of("GET", "a", "/").build())).isNull();
    }
}
