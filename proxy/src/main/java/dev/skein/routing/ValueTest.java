package dev.skein.routing;

import dev.skein.model.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A {@link ValuePattern}, compiled: asked about one value that is there. */
final class ValueTest {
    private enum Kind {
        PRESENT,
        ABSENT,
        EXACT,
        PREFIX,
        SUFFIX,
        CONTAINS,
        REGEX
    }

    private static final byte[] NOTHING = {};

    private final Kind kind;
    private final byte[] text;
    private final @Nullable Pattern pattern;

    private ValueTest(Kind kind, byte[] text, @Nullable Pattern pattern) {
        this.kind = kind;
        this.text = text;
        this.pattern = pattern;
    }

    static ValueTest of(ValuePattern pattern) {
        return switch (pattern) {
            case ValuePattern.Present _ -> new ValueTest(Kind.PRESENT, NOTHING, null);
            case ValuePattern.Absent _ -> new ValueTest(Kind.ABSENT, NOTHING, null);
            case ValuePattern.Exact exact -> text(Kind.EXACT, exact.value());
            case ValuePattern.Prefix prefix -> text(Kind.PREFIX, prefix.value());
            case ValuePattern.Suffix suffix -> text(Kind.SUFFIX, suffix.value());
            case ValuePattern.Contains contains -> text(Kind.CONTAINS, contains.value());
            case ValuePattern.Regex regex ->
                new ValueTest(Kind.REGEX, NOTHING, ValuePattern.compile(regex.expression()));
        };
    }

    private static ValueTest text(Kind kind, String value) {
        return new ValueTest(kind, value.getBytes(StandardCharsets.UTF_8), null);
    }

    /** Whether the condition holds if no value passes, and fails if one does. */
    boolean absent() {
        return kind == Kind.ABSENT;
    }

    /** Whether a value passes; for {@link #absent()} every value does. */
    boolean passes(byte[] bytes, int start, int end, MatchScratch scratch) {
        int length = end - start;
        return switch (kind) {
            case PRESENT, ABSENT -> true;
            case EXACT -> Ascii.equals(bytes, start, end, text);
            case PREFIX -> length >= text.length && Ascii.equals(bytes, start, start + text.length, text);
            case SUFFIX -> length >= text.length && Ascii.equals(bytes, end - text.length, end, text);
            case CONTAINS -> contains(bytes, start, end);
            case REGEX -> pattern != null && scratch.matches(pattern, bytes, start, end);
        };
    }

    private boolean contains(byte[] bytes, int start, int end) {
        for (int i = start, last = end - text.length; i <= last; i++) {
            if (Arrays.equals(bytes, i, i + text.length, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }
}
