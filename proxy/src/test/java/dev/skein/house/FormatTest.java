package dev.skein.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Main;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every Java file of every module reads as Palantir's formatter writes it. It runs here and not as a Maven plugin because
 * it must parse the newest syntax, so it needs the toolchain's JDK and not Maven's own. {@code -Dskein.format=write}
 * rewrites the files instead of complaining.
 */
class FormatTest {

    @Test
    void everyFileIsFormatted() throws Exception {
        boolean write = "write".equals(System.getProperty("skein.format"));
        List<String> arguments = new ArrayList<>(List.of("--palantir", write ? "--replace" : "--dry-run"));
        Sources.all().stream().map(Path::toString).forEach(arguments::add);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        new Main(new PrintWriter(out, true), new PrintWriter(err, true), InputStream.nullInputStream())
                .format(arguments.toArray(String[]::new));
        assertThat(err.toString()).as("what the formatter could not read").isEmpty();
        assertThat(out.toString().lines().map(line -> Sources.name(Path.of(line))))
                .as("files to format: mvn -pl proxy -am test -Dtest=FormatTest -Dskein.format=write "
                        + "-Dsurefire.failIfNoSpecifiedTests=false")
                .isEmpty();
    }
}
