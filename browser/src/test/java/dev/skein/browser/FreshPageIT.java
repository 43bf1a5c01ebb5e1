package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** How old what is shown is, is always seen, and nothing old can be acted on. The last test leaves no node. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FreshPageIT {
    @TempDir
    static Path directory;

    private static RunningNode node;
    private static Chromium chromium;
    private static Page page;

    @BeforeAll
    static void start() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        node = RunningNode.start(directory);
        chromium = new Chromium();
        page = chromium.open(1280, 900, ColorScheme.LIGHT);
    }

    @AfterAll
    static void stop() {
        chromium.close();
        node.close();
    }

    @BeforeEach
    void begin() {
        page.navigate(node.admin() + "/#/pools");
        assertThat(page.locator("#freshness")).hasText("live");
    }

    private static void go(String where) {
        page.evaluate("where => { location.hash = `#/${where}` }", where);
    }

    @Test
    @Order(1)
    void onATelephoneItStaysInSightWhereverOneIs() {
        page.setViewportSize(360, 640);
        go("help");
        page.locator(".card").last().scrollIntoViewIfNeeded();
        assertThat(page.locator(".brand")).not().isInViewport();
        assertThat(page.locator("#freshness")).isInViewport();
        page.setViewportSize(1280, 900);
    }

    @Test
    @Order(2)
    void whatCanNotBeFetchedAnewIsDimmedWithItsButtonsOff() {
        go("drill");
        assertThat(Pages.button(page, "Schedule …")).isEnabled();
        page.route(
                "**/api/v1/drills",
                route -> route.fulfill(
                        new Route.FulfillOptions().setStatus(503).setBody("{\"detail\":\"node: busy\"}")));
        assertThat(page.locator("main .old")).containsText("This can’t be had anew: node: busy.");
        assertThat(Pages.button(page, "Schedule …")).isDisabled();
        assertThat(page.locator("#freshness")).hasText("live");
        Sound.assertSound(page);
        page.unroute("**/api/v1/drills");
        assertThat(Pages.button(page, "Schedule …")).isEnabled();
        assertThat(page.locator("main .old")).hasCount(0);
    }

    /** It said "live" for as long as the text was selected: nothing at all was drawn then. */
    @Test
    @Order(3)
    void whoIsCopyingSeesThatTheNodeIsGoneAndKeepsWhatIsSelected() {
        page.locator("tr[data-server=one] th a").evaluate("link => getSelection().selectAllChildren(link)");
        assertThat(page.locator("#freshness")).hasText("paused");
        assertThat(Pages.button(page, "drain one")).isEnabled();
        node.kill();
        assertThat(page.locator("#freshness")).containsText("no answer for");
        assertThat(page.locator("#lost")).containsText("does not answer this browser");
        assertThat(Pages.button(page, "drain one")).isDisabled();
        assertThat(page.evaluate("String(getSelection())")).isEqualTo("one");
    }
}
