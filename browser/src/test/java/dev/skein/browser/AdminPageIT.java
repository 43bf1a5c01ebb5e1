package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows is the node's live state, and what is clicked on it is what traffic then does. */
class AdminPageIT {
    private static final Path CHROMIUM = Path.of(System.getProperty("skein.chromium", "/usr/bin/chromium"));

    @TempDir
    private Path directory;

    private RunningNode node;
    private Playwright playwright;
    private Browser browser;
    private Page page;
    private final List<String> console = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        node = RunningNode.start(directory);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        // Without its sandbox: in a container the browser may not make one, and it meets no page but ours.
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox")));
        page = browser.newPage();
        page.onConsoleMessage(message -> console.add(message.type() + ": " + message.text()));
        page.onPageError(console::add);
        page.onRequest(request -> asked.add(request.url()));
        page.navigate(node.admin() + "/");
        assertThat(page.locator("#freshness")).hasText("live");
    }

    @AfterEach
    void close() {
        browser.close();
        playwright.close();
        node.close();
        assertThat(console).as("what the browser's console says").isEmpty();
        assertThat(asked).as("every request is to the node itself").isNotEmpty().allMatch(this::ours);
    }

    private boolean ours(String url) {
        return url.startsWith(node.admin() + "/") || url.startsWith("data:");
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator row(String server) {
        return page.locator("#pool-list tbody tr")
                .filter(new Locator.FilterOptions().setHas(button("drain " + server)));
    }

    @Test
    void showsTheNodeItsPoolsServersRoutesAndListeners() {
        assertThat(page.locator("#node")).hasText("node-in-a-test");
        assertThat(page.locator("#node-state")).containsText("ready");
        assertThat(page.locator("#pool-list h3")).hasText("shop");
        assertThat(row("one")).containsText("up");
        assertThat(row("two")).containsText("up");
        assertThat(page.locator("#route-rows")).containsText("everything");
        assertThat(page.locator("#listener-rows")).containsText("web");
        assertThat(page.locator("#event-rows")).containsText("node-started");
    }

    @Test
    void whatHappensToAServerIsSeenWithoutAReload() {
        node.stopServerTwo();
        assertThat(row("two")).containsText("down");
        assertThat(page.locator("#trouble-list")).containsText("two");
        assertThat(page.locator("#event-rows")).containsText("server-down");
        assertThat(row("one")).containsText("up");
    }

    @Test
    void aServerThatIsDrainedInADialogGetsNothingNewUntilItIsReadyAgain() throws Exception {
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
        button("drain one").click();
        assertThat(page.locator("#ask-title")).hasText("Drain one?");
        assertThat(page.locator("#ask-text")).containsText("1 of 2 servers of pool shop are left");
        page.locator("#ask-reason").fill("kernel update");
        button("Drain").click();
        assertThat(row("one")).containsText("draining");
        assertThat(row("one")).containsText("kernel update");
        assertThat(node.served(10)).containsOnlyKeys("two");
        button("ready one").click();
        assertThat(button("ready one")).hasAttribute("aria-pressed", "true");
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
    }

    @Test
    void aDialogThatIsCancelledChangesNothing() throws Exception {
        button("maintenance one").click();
        assertThat(page.locator("#ask-title")).hasText("Maintenance for one?");
        button("Cancel").click();
        assertThat(page.locator("#ask")).isHidden();
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
    }

    @Test
    void aWeightIsSetAndSetBack() throws Exception {
        button("weight of one").click();
        assertThat(page.locator("#ask-configured")).hasText("the file says 1");
        page.locator("#ask-number").fill("3");
        button("Set").click();
        assertThat(row("one")).containsText("set 3, file 1");
        assertThat(node.served(40)).containsExactlyInAnyOrderEntriesOf(Map.of("one", 30, "two", 10));
        button("weight of one").click();
        button("As configured").click();
        assertThat(row("one")).not().containsText("set 3");
        assertThat(node.served(40)).containsExactlyInAnyOrderEntriesOf(Map.of("one", 20, "two", 20));
    }
}
