package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes: each one's page shows all, and says so when its own node is gone. The last test leaves two. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterPageIT {
    @TempDir
    static Path directory;

    private static RunningDemo demo;
    private Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        demo = RunningDemo.start(directory);
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @BeforeEach
    void open() {
        chromium = new Chromium();
    }

    @AfterEach
    void close() {
        chromium.close();
    }

    private Page page(String url, ColorScheme scheme) {
        Page page = chromium.open(1280, 900, scheme);
        page.navigate(url + "/");
        // After a cut the parts of the grid come together again, which takes a while.
        assertThat(page.locator("#sentence"))
                .containsText("3 of 3 nodes up", new LocatorAssertions.ContainsTextOptions().setTimeout(180_000));
        return page;
    }

    /**
     * Two of three stand still: their pages' readers see old figures, the third sees that it is alone. It stands for a cut,
     * which needs root (FailureLabIT cuts links, and reads what nodes tell then): the kernel keeps the sockets of a process
     * that is stopped, so nothing comes back on any of them, no data and no end, as from links that lose everything. The
     * third's page is that of a node that answers and is cut off; that of one that goes on with a majority is seen in the
     * next test.
     */
    @Test
    @Order(1)
    void aCutIsSaidWithWhatCanNotBeSeenAndIsOverByItself() throws Exception {
        List<String> cut = List.of("b", "c");
        Page onA = page(demo.admin(), ColorScheme.DARK);
        Page onB = page(theirs(onA), ColorScheme.LIGHT);
        onA.evaluate("location.hash = '#/rolling'");
        assertThat(Pages.button(onA, "Restart the nodes …")).isEnabled();
        onB.evaluate("location.hash = '#/pools'");
        // Each server is checked by two of the three.
        assertThat(onB.locator("tr[data-server] .is-up")).not().hasCount(0);
        assertThat(onB.locator("#pool-list")).not().containsText("by no node yet");
        Pages.button(onB, "drain steelblue").click();
        demo.freeze(cut);
        try {
            assertAlone(onA);
            assertOld(onB);
        } finally {
            demo.thaw(cut);
        }
        assertThat(onB.locator("#freshness")).hasText("live");
        assertThat(onB.locator("#lost")).hasCount(0);
        assertThat(onB.locator("#ask button.primary")).isEnabled();
        Pages.button(onB, "Cancel").click();
        assertThat(onA.locator("#cut")).hasCount(0);
        onA.evaluate("location.hash = '#/'");
        assertThat(onA.locator("#sentence")).containsText("3 of 3 nodes up");
        assertThat(onA.locator("article.old")).hasCount(0);
        for (Page page : List.of(onA, onB)) {
            page.evaluate("location.hash = '#/pools'");
            assertThat(page.locator("tr[data-server=tomato]")).containsText("draining");
            assertThat(page.locator("tr[data-server=tomato]")).not().containsText("this node only");
            assertThat(page.locator("tr[data-server=tomato] .seen > span:not(.old)"))
                    .hasCount(2);
        }
        assertThat(chromium.console).as("what the browser's console says").isEmpty();
    }

    /** What nobody decides is off; what counts here is not. */
    private static void assertAlone(Page page) {
        assertThat(page.locator("#cut")).containsText("1 of 3 voters are heard (a); a majority is 2");
        assertThat(page.locator("#cut")).containsText("node b and node c");
        assertThat(Pages.button(page, "Restart the nodes …")).isDisabled();
        page.evaluate("location.hash = '#/'");
        assertThat(page.locator("article.old")).hasCount(2);
        assertThat(page.locator("article[aria-label='node a']")).hasClass("card");
        Sound.assertSound(page);
        page.evaluate("location.hash = '#/pools'");
        // What the others saw is marked as old for as long as it is shown; once they are gone, and this node checks
        // itself,
        // no more.
        assertThat(page.locator("tr[data-server=tomato] .seen > span:not(.old)"))
                .hasText("●a: up");
        Pages.button(page, "drain tomato").click();
        page.locator("#ask button.primary").click();
        assertThat(page.locator("tr[data-server=tomato]")).containsText("this node only");
    }

    /** With a dialog open, whose consequence is old, too. */
    private static void assertOld(Page page) {
        assertThat(page.locator("#lost")).containsText("Node b does not answer this browser");
        assertThat(page.locator("#freshness")).containsText("no answer for");
        assertThat(page.locator("#ask")).containsText("what is said here is old");
        assertThat(page.locator("#ask button.primary")).isDisabled();
        assertThat(page.locator(".stale main .actions button:not([disabled])")).hasCount(0);
        Sound.assertSound(page);
    }

    /** Where node b's page is. */
    private static String theirs(Page page) {
        Locator link = page.locator("article[aria-label='node b'] a");
        assertThat(link).hasText("its page");
        return link.getAttribute("href").replaceFirst("/$", "");
    }

    @Test
    @Order(2)
    void aNodeThatIsKilledIsSeenEverywhereAndItsOwnPageSaysWhereToGoOn() throws Exception {
        Page onA = page(demo.admin(), ColorScheme.LIGHT);
        Page onB = page(theirs(onA), ColorScheme.DARK);
        demo.served(30);
        assertThat(onB.locator(".figures")).not().containsText("0.0/s cluster");
        demo.kill("b");
        assertThat(onB.locator("#lost")).containsText("Node b does not answer this browser");
        assertThat(onB.locator("#freshness")).containsText("no answer");
        assertThat(onA.locator("article[aria-label='node b']")).not().containsText("present");
        assertThat(onA.locator("#sentence")).containsText("2 of 3 nodes up");
        assertThat(onA.locator(".trouble")).containsText("node b");
        onB.locator("#lost a").first().click();
        assertThat(onB.locator("#freshness")).hasText("live");
        assertThat(onB.locator("#sentence")).containsText("2 of 3 nodes up");
    }

    /** {@code mvn -Pbrowser … -Dit.test=ClusterPageIT#pictures -Dskein.pictures=DIRECTORY} */
    @Test
    @EnabledIfSystemProperty(named = "skein.pictures", matches = ".+")
    void pictures() throws Exception {
        Path to = Files.createDirectories(Path.of(System.getProperty("skein.pictures")));
        Page first = page(demo.admin(), ColorScheme.LIGHT);
        first.navigate(demo.admin() + "/#/pools");
        first.getByLabel("drain tomato").click();
        first.getByLabel("Reason, for the journal (optional)").fill("kernel update");
        first.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Drain").setExact(true))
                .click();
        assertThat(first.locator("tr[data-server=tomato]")).containsText("draining");
        Thread traffic = Thread.ofVirtual().start(demo::serve);
        String keyed = demo.configuration().replace("health {", "affinity { mode = header, name = X-User }, health {");
        apply(keyed, "\"note\":\"sessions stay by user\"");
        for (int i = 0; i < 60; i++) {
            var unused = demo.answer(List.of("a", "b", "c").get(i % 3), "/", "user-" + i % 40);
        }
        apply(
                keyed.replace(
                        "routes = [", "routes = [ { name = beta, match { path-prefix = /beta }, pool = samples },"),
                "\"note\":\"beta for all\",\"canary\":\"b\",\"watchMs\":600000");
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = page(demo.admin(), scheme);
            for (String where : Pages.with("samples/tomato")) {
                page.navigate(demo.admin() + "/#/" + where);
                page.waitForTimeout(2500);
                String name = (where.isEmpty() ? "overview" : where.replace('/', '-')) + "-"
                        + scheme.name().charAt(0);
                page.screenshot(new Page.ScreenshotOptions().setPath(to.resolve(name + ".png")));
                page.setViewportSize(360, 900);
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(to.resolve(name + "-narrow.png"))
                        .setFullPage(true));
                page.setViewportSize(1280, 900);
            }
        }
        traffic.interrupt();
        assertThat(to).isNotEmptyDirectory();
    }

    private void apply(String text, String more) throws Exception {
        String file = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        // A busy machine may have kept a node from being asked.
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            String answer = demo.post("/api/v1/config/apply", "{\"files\":{\"\":\"" + file + "\"}," + more + "}");
            assertThat(answer).contains("\"slow\"");
        });
    }
}
