package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1536,1.5 KiB", "1048576,1.0 MiB", "5368709120,5.0 GiB"})
    void bytesGetTheUnitThatFits(long bytes, String text) {
        assertThat(Numbers.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"999,0 s", "59000,59 s", "183000,3 min 3 s", "3600000,1 h 0 min", "273600000,3 d 4 h"})
    void timesHaveTheirTwoLargestUnits(long millis, String text) {
        assertThat(Numbers.duration(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"3.0,3", "3.25,3.3", "0.04,0.0"})
    void onlyBrokenNumbersHaveADigitAfterThePoint(double number, String text) {
        assertThat(Numbers.number(number)).isEqualTo(text);
    }
}
