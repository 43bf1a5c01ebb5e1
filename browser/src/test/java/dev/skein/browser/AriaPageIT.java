package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each page as a screen reader has it. */
class AriaPageIT {
    @TempDir
    private Path directory;

    @Test
    void landmarksHeadingsColumnsAndWhatCanBeOperatedAreAsKept() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        try (RunningNode node = RunningNode.start(directory);
                Chromium chromium = new Chromium()) {
            Page page = chromium.open(1280, 900, ColorScheme.LIGHT);
            for (String where : Pages.with("shop/one")) {
                page.navigate(node.admin() + "/#/" + where);
                assertThat(page.locator("#freshness")).hasText("live");
                Aria.assertAsKept(page, where.isEmpty() ? "overview" : where.replace('/', '-'));
            }
        }
    }
}
