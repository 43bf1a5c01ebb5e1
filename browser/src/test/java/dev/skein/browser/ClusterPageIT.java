package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes: each one's page shows all, and says so when its own node is gone. */
class ClusterPageIT {
    private static final List<String> PAGES = List.of(
            "",
            "pools",
            "pools/samples/tomato",
            "routes",
            "events",
            "sessions",
            "tap",
            "config",
            "certificates",
            "rolling",
            "drill",
            "help");

    @TempDir
    private Path directory;

    private RunningDemo demo;
    private Chromium chromium;

    @BeforeEach
    void open() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        demo = RunningDemo.start(directory);
        chromium = new Chromium();
    }

    @AfterEach
    void close() {
        chromium.close();
        demo.close();
    }

    private Page page(String url, ColorScheme scheme) {
        Page page = chromium.open(1280, 900, scheme);
        page.navigate(url + "/");
        assertThat(page.locator("#sentence")).containsText("3 of 3 nodes up");
        return page;
    }

    @Test
    void aNodeThatIsKilledIsSeenEverywhereAndItsOwnPageSaysWhereToGoOn() throws Exception {
        Page onA = page(demo.admin(), ColorScheme.LIGHT);
        Locator toB = onA.locator("article[aria-label='node b'] a");
        assertThat(toB).hasText("its page");
        Page onB = page(toB.getAttribute("href").replaceFirst("/$", ""), ColorScheme.DARK);
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
            for (String where : PAGES) {
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
        String answer = demo.post("/api/v1/config/apply", "{\"files\":{\"\":\"" + file + "\"}," + more + "}");
        assertThat(answer).contains("\"slow\"");
    }
}
