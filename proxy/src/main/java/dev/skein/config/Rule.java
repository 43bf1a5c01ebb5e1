package dev.skein.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a value must be: the text of the message and the reading of the value, in one place.
 *
 * @param expected as it stands in a problem: {@code 0 to 256}
 * @param standIn goes on in place of a bad value so that all further problems are found, too; never leaves the reader
 * @param reader makes the value out of its text
 */
record Rule<T>(String expected, T standIn, Function<String, Read<T>> reader) {

    /** Numbers with a unit read better without quotes. */
    private static final Pattern QUANTITY = Pattern.compile("-?\\d+(\\.\\d+)?[A-Za-z]{1,9}");

    /** What came of reading one value. */
    sealed interface Read<T> {
        record Good<T>(T value) implements Read<T> {}

        /**
         * Not as expected.
         *
         * @param detail why, where the rule alone does not tell
         * @param suggestion what may have been meant
         */
        record Bad<T>(@Nullable String detail, @Nullable String suggestion) implements Read<T> {}
    }

    static <T> Read<T> good(T value) {
        return new Read.Good<>(value);
    }

    static <T> Read<T> bad() {
        return new Read.Bad<>(null, null);
    }

    static <T> Read<T> bad(@Nullable String suggestion) {
        return new Read.Bad<>(null, suggestion);
    }

    static <T> Read<T> because(String detail) {
        return new Read.Bad<>(detail, null);
    }

    /** The same rule with one more word: {@code auto}, {@code off}. */
    Rule<T> or(String word, T meaning) {
        return new Rule<>(word + ", or " + expected, standIn, t -> t.equals(word) ? good(meaning) : reader.apply(t));
    }

    Read<T> read(ConfigValue value) {
        if (value instanceof ConfigObject || value instanceof ConfigList) {
            return bad();
        }
        return reader.apply(text(value));
    }

    /** A value as it was written: numbers keep their digits, since {@code 1.10} may be no number at all. */
    static String text(ConfigValue value) {
        return value.atKey("v").getString("v");
    }

    /** A value as it stands in a problem. */
    static String shown(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "a block";
            case LIST -> ((ConfigList) value).isEmpty() ? "[]" : "a list";
            case NUMBER, BOOLEAN, NULL -> value.valueType() == ConfigValueType.NULL ? "null" : text(value);
            case STRING -> QUANTITY.matcher(text(value)).matches() ? text(value) : quoted(text(value));
        };
    }

    /** Text in quotes, on one line and not endless. */
    static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() > 100 ? line.substring(0, 97) + "..." : line) + "'";
    }
}
