package dev.skein.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import dev.skein.house.Sources.Parsed;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Files and methods stay small enough to be read at once; tests may be longer, because they are read one by one. A method's lines count from its body's opening brace to its closing one.
 */
class SizesTest {
    private static final int FILE_LINES = 250;
    private static final int TEST_FILE_LINES = 500;
    private static final int METHOD_LINES = 30;
    private static final int TEST_METHOD_LINES = 40;

    /** All exceptions: {@code path} or {@code path#method} → why it may be longer. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "proxy/src/main/java/dev/skein/control/ControlState.java#route", "a table: one kind of change a case",
            "proxy/src/main/java/dev/skein/http/ReasonPhrase.java#of", "a table: one status a line",
            "proxy/src/main/java/dev/skein/probe/Reasons.java#of", "a table: one kind of failure a line");

    @Test
    void filesAndMethodsAreSmallOrHaveAReason() {
        Map<String, String> tooLong = tooLong();
        tooLong.keySet().removeAll(EXCEPTIONS.keySet());
        assertThat(tooLong.values()).isEmpty();
    }

    @Test
    void everyExceptionIsStillNeeded() {
        TreeSet<String> unneeded = new TreeSet<>(EXCEPTIONS.keySet());
        unneeded.removeAll(tooLong().keySet());
        assertThat(unneeded).isEmpty();
    }

    private static Map<String, String> tooLong() {
        Map<String, String> found = new TreeMap<>();
        Sources.parse(Sources.all(), parsed -> {
            String name = Sources.name(parsed.file());
            long lines = parsed.unit().getLineMap().getLineNumber(parsed.length()) - 1;
            boolean test = name.contains("/src/test/");
            note(found, name, lines, test ? TEST_FILE_LINES : FILE_LINES);
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void unused) {
                    note(
                            found,
                            name + "#" + method.getName(),
                            lines(parsed, method.getBody()),
                            test ? TEST_METHOD_LINES : METHOD_LINES);
                    return super.visitMethod(method, null);
                }
            }.scan(parsed.unit(), null);
        });
        return found;
    }

    private static long lines(Parsed parsed, BlockTree body) {
        if (body == null) {
            return 0;
        }
        long start = parsed.line(parsed.positions().getStartPosition(parsed.unit(), body));
        return parsed.line(parsed.positions().getEndPosition(parsed.unit(), body)) - start + 1;
    }

    private static void note(Map<String, String> found, String name, long lines, int most) {
        if (lines > most) {
            found.put(name, "%s: %d lines (expected: at most %d)".formatted(name, lines, most));
        }
    }
}
