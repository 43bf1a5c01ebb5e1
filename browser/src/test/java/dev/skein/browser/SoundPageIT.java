package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each page shows what there is, and everybody can use it; so each dialog. */
class SoundPageIT {
    private static final String LONG_POOL = "orders-and-payments-of-the-central-european-region";

    @TempDir
    static Path directory;

    private static RunningNode node;
    private static Chromium chromium;
    private static Page page;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        Path certificate = Certified.in(
                directory, "IP:127.0.0.1,DNS:a-rather-long-name.of-a-department.shop.international.example.com");
        node = RunningNode.start(directory, """
            skein.listeners.secure { bind = "127.0.0.1:0", tls { %s } }
            skein.listeners.ordered { bind = "127.0.0.1:0", tls { certificates = [ { acme = [ ordered.example.com ] } ] } }
            skein.acme { terms-agreed = true, directory = "https://127.0.0.1:1/directory" }
            skein.pools.%s {
              health { type = off }
              affinity { mode = header, name = X-User }
              servers = [
                { id = "payments-eu-central-1a-blue-0001.internal.example.com:18080", zone = eu-central-1a
                  address = "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:18080" }
                "[2001:db8:85a3:8d3:1319:8a2e:370:7349]:18080", "192.168.100.200:18080"
              ]
            }
            """.formatted(Certified.pair(certificate), LONG_POOL));
        chromium = new Chromium();
        page = chromium.open(1280, 900, ColorScheme.LIGHT, 2);
        page.addInitScript(Chromium.resource("/addresses.js"));
        page.navigate(node.admin() + "/");
        assertThat(page.locator("#freshness")).hasText("live");
    }

    @AfterAll
    static void stop() {
        chromium.close();
        node.close();
        assertThat(chromium.console).as("what the browser's console says").isEmpty();
        assertThat(chromium.asked)
                .as("every request is to the node itself")
                .isNotEmpty()
                .allMatch(url -> url.startsWith(node.admin() + "/"));
    }

    @BeforeEach
    void begin() {
        page.setViewportSize(1280, 900);
        go("");
    }

    private void go(String where) {
        page.evaluate("where => { location.hash = `#/${where}` }", where);
    }

    @ParameterizedTest
    @CsvSource({
        "'',2001:db8:85a3:8d3:1319:8a2e:370:7348",
        "pools,2 of 2 serving",
        "pools/shop/one,Last changes of health",
        "routes,everything",
        "events,node-started",
        "config,This node follows its file",
        "config?q=interval,health",
        "sessions,by the header field x-user",
        "tap?path=/x,it costs the nodes nothing",
        "certificates,a-rather-long-name",
        "rolling,Nothing was rolled yet",
        "drill?kind=lose-server&target=shop/two,a server gets nothing",
        "help,For programs"
    })
    void everybodyCanUseEachPage(String where, String text) {
        go(where);
        assertThat(page.locator("main")).containsText(text);
        Sound.assertSound(page);
    }

    @Test
    void everybodyCanUseItsDrawers() throws Exception {
        go("pools/" + LONG_POOL + "/%5B2001%3Adb8%3A85a3%3A8d3%3A1319%3A8a2e%3A370%3A7349%5D%3A18080");
        assertThat(page.locator(".drawer")).containsText("This node's own");
        page.getByLabel("tick all shown servers of shop").check();
        assertThat(page.locator(".bulk")).containsText("2 servers ticked");
        Sound.assertSound(page);
        page.getByLabel("tick all shown servers of shop").uncheck();
        go("certificates");
        page.locator("#certificate-rows a", new Page.LocatorOptions().setHasText("localhost"))
                .first()
                .click();
        assertThat(page.locator("#certificate")).containsText("Where it is used");
        Sound.assertSound(page);
        go("routes");
        page.getByLabel("URL").fill("http://a.test/x");
        Pages.button(page, "Explain").click();
        assertThat(page.locator("#explained")).containsText("pool shop");
        Sound.assertSound(page);
        go("tap");
        Pages.button(page, "Watch").first().click();
        assertThat(page.locator("#tap-state")).containsText("0 requests ended");
        node.served(1);
        page.locator("#tap-lines a").first().click();
        assertThat(page.locator("#tap-drawer")).containsText("Header fields");
        Sound.assertSound(page);
        Pages.button(page, "Stop").click();
    }

    @Test
    void everybodyCanUseItsDialogs() throws IOException {
        // Nobody holds it.
        assertThat(Pages.button(page, "move 203.0.113.10")).isDisabled();
        dialog("", "move 203.0.113.11", "move-an-address");
        dialog("pools", "drain one", "drain");
        dialog("pools", "weight of one", "weight");
        go("pools");
        page.getByLabel("tick all shown servers of shop").check();
        dialog("pools", "maintenance 2 servers", "maintenance-of-all");
        page.getByLabel("tick all shown servers of shop").uncheck();
        String drill = "drill?kind=lose-server&target=shop/two";
        dialog(drill, "Schedule …", "schedule-a-drill");
        Pages.button(page, "Pre-flight").click();
        assertThat(Pages.button(page, "Begin …")).isEnabled();
        dialog(drill, "Begin …", "begin-a-drill");
    }

    @Test
    void whatTheNodesCanTakeAndWhatIsLeftWithoutEachOfThemIsSaid() {
        Locator figures = page.locator(".figures");
        assertThat(figures).containsText("4,200/scluster, 62 % of it in use");
        assertThat(figures.locator(".over")).containsText("124 %in use on the rest, without node-in-a-test");
        assertThat(page.locator("article[aria-label='node node-in-a-test'] .is-warn"))
                .hasText("▲ if lost: 124 % in use on the rest");
        Locator other = page.locator("article[aria-label='node node-elsewhere']");
        assertThat(other).containsText("if lost: 50 % in use on the rest");
        assertThat(other.locator(".is-warn")).hasCount(0);
    }

    /** What it asks for is what moves addresses under load in the lab: this node has none. */
    @Test
    void anAddressIsMovedByItsDialog() {
        String move = "**/api/v1/virtual-ips/*/move";
        page.route(move, route -> route.fulfill(new Route.FulfillOptions().setBody("{}")));
        go("");
        Pages.button(page, "move 203.0.113.11").click();
        String to = page.getByLabel("To node").inputValue();
        Request asked =
                page.waitForRequest(move, () -> Pages.button(page, "Move").click());
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.headerValue("If-Match")).as("its term").isEqualTo("\"42\"");
        assertThat(asked.postData()).isEqualTo("{\"to\":\"" + to + "\"}");
        assertThat(page.locator("#ask")).isHidden();
        page.unroute(move);
    }

    @Test
    void aCertificateIsOrderedBeforeItsTime() throws IOException {
        String certificate = "certificates?q=ordered.example.com";
        go(certificate);
        page.locator("#certificate-rows a").first().click();
        assertThat(page.locator("#certificate")).containsText("placeholder");
        dialog("Renew now …", "renew");
        Pages.button(page, "Renew now …").click();
        page.getByLabel("Reason, for the journal (optional)").fill("mended");
        Pages.button(page, "Renew").click();
        assertThat(page.locator("#said")).containsText("is ordered");
        go("events?only=audit");
        assertThat(page.locator("#event-rows")).containsText("ordered before its time (mended)");
    }

    /** Opens it, looks at it, and cancels. */
    private void dialog(String where, String button, String name) throws IOException {
        go(where);
        dialog(button, name);
    }

    private void dialog(String button, String name) throws IOException {
        Pages.button(page, button).click();
        assertThat(page.locator("#ask-title")).isVisible();
        Aria.assertAsKept(page.locator("#ask"), "dialog-" + name);
        Sound.assertSound(page);
        Pages.button(page, "Cancel").click();
        assertThat(page.locator("#ask")).isHidden();
    }
}
