package dev.skein.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSinkTest {
    private final ByteSink sink = new ByteSink();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, 99, 100, -100, Long.MAX_VALUE, Long.MIN_VALUE, 1234567890123456789L})
    void numbersAreWrittenAsJavaWritesThem(long value) {
        sink.decimal(value);
        sink.put((byte) ' ');
        sink.hex(value);
        assertThat(sink).hasToString(value + " " + String.format("%016x", value));
    }

    @Test
    void itGrowsToWhateverIsWritten() {
        Random random = new Random(7);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            String part = "x".repeat(random.nextInt(100)) + i;
            switch (i % 3) {
                case 0 -> sink.put(part);
                case 1 -> sink.put(Ascii.bytes("__" + part + "__"), 2, part.length() + 2);
                default -> sink.put(Ascii.bytes(part));
            }
            expected.append(part);
        }
        assertThat(sink).hasToString(expected.toString());
        assertThat(sink.toArray()).hasSize(sink.length());
    }

    @Test
    void clearingKeepsTheArray() {
        sink.put("a text of some length");
        byte[] before = sink.bytes();
        sink.clear();
        sink.put("b");
        assertThat(sink.bytes()).isSameAs(before);
        assertThat(sink).hasToString("b");
    }

    @Test
    void onlyWhatWasWrittenCanBeCut() {
        sink.put("abc");
        sink.truncate(1);
        assertThat(sink).hasToString("a");
        assertThatThrownBy(() -> sink.truncate(2)).hasMessage("newLength: 2 (expected: 0 to 1)");
    }
}
