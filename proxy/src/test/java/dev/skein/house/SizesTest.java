package dev.skein.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Files and methods stay small enough to be read at once. A method's lines count from its body's opening brace to its
 * closing one. The exceptions are all here, each with its reason; one that is no longer needed fails the test, too.
 */
class SizesTest {
    private static final int FILE_LINES = 250;
    private static final int METHOD_LINES = 30;

    /** {@code path} or {@code path#method} → why it may be longer. */
    private static final Map<String, String> EXCEPTIONS = Map.of();

    @Test
    void noFileIsLongerThan250Lines() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Sources.all()) {
            long lines;
            try (var read = Files.lines(file)) {
                lines = read.count();
            }
            if (lines > FILE_LINES && !EXCEPTIONS.containsKey(Sources.name(file))) {
                tooLong.add("%s: %d lines (expected: at most %d)".formatted(Sources.name(file), lines, FILE_LINES));
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodIsLongerThan30Lines() {
        List<String> tooLong = new ArrayList<>();
        Sources.parse(
                Sources.all(),
                parsed -> new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void unused) {
                        BlockTree body = method.getBody();
                        String name = Sources.name(parsed.file()) + "#" + method.getName();
                        if (body != null && !EXCEPTIONS.containsKey(name)) {
                            long start = parsed.line(parsed.positions().getStartPosition(parsed.unit(), body));
                            long lines =
                                    parsed.line(parsed.positions().getEndPosition(parsed.unit(), body)) - start + 1;
                            if (lines > METHOD_LINES) {
                                tooLong.add("%s: %d lines (expected: at most %d)".formatted(name, lines, METHOD_LINES));
                            }
                        }
                        return super.visitMethod(method, null);
                    }
                }.scan(parsed.unit(), null));
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyExceptionIsStillThere() {
        TreeSet<String> gone = new TreeSet<>();
        for (String exception : EXCEPTIONS.keySet()) {
            if (!Files.exists(Sources.ROOT.resolve(exception.replaceFirst("#.*", "")))) {
                gone.add(exception);
            }
        }
        assertThat(gone).isEmpty();
    }
}
