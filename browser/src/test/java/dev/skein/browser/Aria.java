package dev.skein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * The page as a screen reader has it: landmarks, headings, columns of tables, and what can be operated, by their names and in
 * their order; kept in {@code src/test/resources/aria}. Written anew by {@code -Dskein.write-aria=DIRECTORY}.
 */
final class Aria {
    /** What has no name is only said where it is a landmark; where lines of the journal lead to is another day's. */
    private static final Pattern ROLE = Pattern.compile(
            "^ *- ((banner|main|table)\\b|(navigation|region|dialog|heading|columnheader|button|textbox|searchbox|spinbutton|combobox|checkbox|radio|link|article|group)"
                + " \"(?!shop[/\"])).*");

    private static final String WRITE = System.getProperty("skein.write-aria", "");

    private Aria() {}

    static void assertAsKept(Page page, String name) throws IOException {
        assertAsKept(page.locator("body"), name);
    }

    /** A part of the page. */
    static void assertAsKept(Locator part, String name) throws IOException {
        String file = "/aria/" + name + ".txt";
        if (!WRITE.isEmpty()) {
            // What is asked for later, too.
            part.page().waitForTimeout(2000);
            Files.createDirectories(Path.of(WRITE));
            Files.writeString(Path.of(WRITE, name + ".txt"), structure(part));
        } else {
            try (var in = Aria.class.getResourceAsStream(file)) {
                assertThat(in).as(file).isNotNull();
                String kept = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(structure(part)).as(name).isEqualTo(kept));
            }
        }
    }

    /** Figures, states of this moment and plain text are left out. */
    private static String structure(Locator part) {
        return part.ariaSnapshot()
                .lines()
                .filter(line -> ROLE.matcher(line).matches())
                .map(line -> line.replaceFirst("(\"[^\"]*\"[^:]*):.*", "$1")
                        .replaceFirst("^( *- \\w+):.*", "$1")
                        .replaceAll("(?<![A-Za-z])\\d+", "#")
                        .replaceAll(" \\[(active|ref=[^\\]]*|cursor=\\w+)]", ""))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
