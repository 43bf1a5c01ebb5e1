package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page shows is the node's live state, and what is clicked on it is what traffic then does. */
class AdminPageIT {
    @TempDir
    private Path directory;

    private RunningNode node;
    private Chromium chromium;
    private Page page;

    @BeforeEach
    void open() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        node = RunningNode.start(directory);
        chromium = new Chromium();
        page = chromium.open(1280, 800, ColorScheme.LIGHT);
        go("/#/pools");
    }

    private void go(String where) {
        page.navigate(node.admin() + where);
        assertThat(page.locator("#freshness")).hasText("live");
    }

    @AfterEach
    void close() {
        chromium.close();
        node.close();
        assertThat(chromium.console).as("what the browser's console says").isEmpty();
        assertThat(chromium.asked)
                .as("every request is to the node itself")
                .isNotEmpty()
                .allMatch(url -> url.startsWith(node.admin() + "/"));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator row(String server) {
        return page.locator("tr[data-server=" + server + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "/#/,A single node; 1 of 1 pool whole,LIGHT",
        "/#/,The last 15 minutes,DARK",
        "/#/pools,2 of 2 serving,DARK",
        "/#/pools/shop/one,Last changes of health,LIGHT",
        "/#/routes,everything,LIGHT",
        "/#/events,node-started,DARK",
        "/#/config,This node follows its file,LIGHT",
        "/#/sessions,No pool keeps clients,LIGHT",
        "/#/config?q=interval,health,DARK",
        "/#/tap?path=/x,it costs the nodes nothing,LIGHT",
        "/#/certificates,No certificate is in use,DARK",
        "/#/rolling,Nothing was rolled yet,DARK",
        "/#/drill?kind=lose-server&target=shop/two,a server gets nothing,LIGHT",
        "/#/help,For programs,DARK"
    })
    void eachPageShowsWhatThereIsAndAxeFindsNothing(String where, String text, ColorScheme scheme) {
        page = chromium.open(1280, 900, scheme);
        go(where);
        assertThat(page.locator("main")).containsText(text);
        Chromium.assertAccessible(page);
        page.setViewportSize(360, 780);
        Chromium.assertAccessible(page);
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("nothing sticks out at 360 px")
                .isTrue();
    }

    @Test
    void whatHappensToAServerIsSeenWithoutAReload() {
        assertThat(row("two")).containsText("up");
        node.stopServerTwo();
        assertThat(row("two")).containsText("down");
        assertThat(row("one")).containsText("up");
        go("/#/");
        assertThat(page.locator(".trouble")).containsText("two down");
        go("/#/events");
        assertThat(page.locator("#event-rows")).containsText("server-down");
    }

    @Test
    void aServerThatIsDrainedInADialogGetsNothingNewUntilItIsReadyAgain() throws Exception {
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
        button("drain one").click();
        assertThat(page.locator("#ask-title")).hasText("Drain one?");
        assertThat(page.locator("#ask-text")).containsText("1 of 2 servers of pool shop are left");
        page.getByLabel("Reason, for the journal (optional)").fill("kernel update");
        button("Drain").click();
        assertThat(row("one")).containsText("draining");
        assertThat(row("one")).containsText("kernel update");
        assertThat(node.served(10)).containsOnlyKeys("two");
        button("ready one").click();
        assertThat(button("ready one")).hasAttribute("aria-pressed", "true");
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
        go("/#/events?only=audit");
        assertThat(page.locator("#event-rows")).containsText("ready → drain (kernel update)");
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
        page.getByLabel("Weight", new Page.GetByLabelOptions().setExact(false))
                .and(page.locator("input[type=number]"))
                .fill("3");
        button("Set").click();
        assertThat(row("one")).containsText("weight 3 by");
        assertThat(node.served(40)).containsExactlyInAnyOrderEntriesOf(Map.of("one", 30, "two", 10));
        button("weight of one").click();
        button("As configured").click();
        assertThat(row("one")).not().containsText("weight 3 by");
        assertThat(node.served(40)).containsExactlyInAnyOrderEntriesOf(Map.of("one", 20, "two", 20));
    }

    @Test
    void severalAtOnceAndTheLastOneOnlyByItsPoolsName() throws Exception {
        page.getByLabel("tick all shown servers of shop").check();
        assertThat(page.locator(".bulk")).containsText("2 servers ticked");
        button("maintenance 2 servers").click();
        assertThat(page.locator("#ask-text")).containsText("its requests get 503");
        page.getByLabel("Type shop to go on").fill("shop");
        button("Take out").click();
        assertThat(row("two")).containsText("maintenance");
        assertThat(node.served(2)).containsOnlyKeys("failed");
        assertThat(page.locator(".bulk")).containsText("2 servers ticked");
        button("ready 2 servers").click();
        assertThat(row("one")).containsText("up");
        assertThat(row("two")).containsText("up");
        button("check 2 servers now").click();
        assertThat(page.locator("#said")).containsText("2 servers: is checked now");
    }

    @Test
    void filterSortDrawerAndKeysStandInTheAddress() {
        page.keyboard().press("/");
        page.keyboard().type("two");
        assertThat(row("one")).hasCount(0);
        assertThat(page).hasURL(node.admin() + "/#/pools?q=two");
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(node.admin() + "/#/pools/shop/two?q=two");
        assertThat(page.locator(".drawer")).containsText("Each node");
        page.keyboard().press("Escape");
        assertThat(page.locator(".drawer")).hasCount(0);
        page.keyboard().press("g");
        page.keyboard().press("e");
        assertThat(page.locator("h1")).hasText("Events and audit");
    }

    @Test
    void itSaysWhichRouteARequestWouldTakeAndWhy() {
        go("/#/routes");
        page.getByLabel("URL").fill("http://a.test/x");
        button("Explain").click();
        assertThat(page.locator("#explained")).containsText("route everything");
        assertThat(page.locator("#explained")).containsText("pool shop");
    }
}
