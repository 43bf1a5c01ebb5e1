package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1536,1.5 KiB", "1048576,1.0 MiB", "5368709120,5.0 GiB"})
    void bytesGetTheUnitThatFits(long bytes, String text) {
        assertThat(Numbers.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void whatIsQuotedDoesNotSteerTheTerminal() {
        JsonObject one = new JsonObject()
                .put("path", "/a\033[2J\u009b31m\u202eb\r")
                .put("text", "two\n\tlines: ä€")
                .put("holds", new JsonArray().add("\u0007"));
        assertThat(Numbers.text(one, "path")).isEqualTo("/a?[2J?31m?b?");
        assertThat(Numbers.text(one, "text")).isEqualTo("two\n\tlines: ä€");
        assertThat(Numbers.texts(one, "holds")).containsExactly("?");
        assertThat(TopScreen.clean("a\u009bb\nc")).isEqualTo("a?b?c");
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
