package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;

/** A check at once and a session that is unbound, and what traffic does then. */
class DeedsPageIT extends PageBed {
    DeedsPageIT() {
        super("""
            skein.pools.shop {
              health { path = /health, interval = 1h, rise = 1, fall = 1 }
              affinity { mode = header, name = X-User }
            }
            """);
    }

    private void go(String where) {
        page.navigate(node.admin() + "/#/" + where);
        assertThat(page.locator("#freshness")).hasText("live");
    }

    private void click(String button) {
        Pages.button(page, button).click();
    }

    private void checkTwo() {
        click("check two now");
        assertThat(page.locator("#ask-text")).containsText("at once");
        click("Check");
    }

    @Test
    void aServerThatIsCheckedNowIsLeftOutOrTakesPartWithoutWaitingForItsTurn() throws Exception {
        go("pools/shop/two");
        Locator two = page.locator("tr[data-server=two]");
        assertThat(two).containsText("by node-in-a-test");
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
        node.serverTwoSays(503);
        checkTwo();
        assertThat(two).containsText("down");
        assertThat(node.served(10)).containsOnlyKeys("one");
        node.serverTwoSays(200);
        assertThat(node.served(10)).as("its next check is an hour away").containsOnlyKeys("one");
        checkTwo();
        assertThat(two).not().containsText("down");
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
    }

    @Test
    void aSessionThatIsUnboundGoesToAnotherServer() throws Exception {
        String before = node.servedTo("ann");
        assertThat(node.servedTo("ann")).isEqualTo(before);
        go("sessions");
        page.getByLabel("Value of the field").fill("ann");
        click("Look up");
        assertThat(page.locator("#found a")).hasText(before);
        click("Unbind …");
        assertThat(page.locator("#ask-text")).containsText("It is on " + before);
        click("Unbind");
        assertThat(page.locator("#found a")).not().hasText(before);
        assertThat(node.servedTo("ann")).isNotEqualTo(before);
    }
}
