package dev.skein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that have a node and a browser of their own each, in which nothing may go wrong. */
abstract class PageBed {
    @TempDir
    private Path directory;

    private final String more;
    RunningNode node;
    Chromium chromium;
    Page page;

    /** @param more lines of the node's file */
    PageBed(String more) {
        this.more = more;
    }

    @BeforeEach
    void begin() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        node = RunningNode.start(directory, more);
        chromium = new Chromium();
        page = chromium.open(1280, 900, ColorScheme.LIGHT);
    }

    @AfterEach
    void close() {
        chromium.close();
        node.close();
        assertThat(chromium.console).as("what the browser's console says").isEmpty();
    }
}
