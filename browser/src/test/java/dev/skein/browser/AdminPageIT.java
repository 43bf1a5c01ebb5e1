package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page shows is the node's live state, and what is clicked on it is what traffic then does. */
class AdminPageIT extends PageBed {
    /** Of a server; with what means something in addresses. */
    private static final String ODD = "a/b #1?%";

    AdminPageIT() {
        super("""
            skein.pools.odd {
              health { type = off }
              servers = [
                { id = "%1$s", address = "127.0.0.1:1" }, { id = "%1$s-2", address = "127.0.0.1:2" }, "127.0.0.1:3"
              ]
            }
            """.formatted(ODD));
    }

    @BeforeEach
    void open() {
        go("/#/pools");
    }

    private void go(String where) {
        page.navigate(node.admin() + where);
        assertThat(page.locator("#freshness")).hasText("live");
    }

    @AfterEach
    @Override
    void close() {
        super.close();
        assertThat(chromium.asked)
                .as("every request is to the node itself")
                .isNotEmpty()
                .allMatch(url -> url.startsWith(node.admin() + "/"));
    }

    private Locator button(String name) {
        return Pages.button(page, name);
    }

    private Locator row(String server) {
        return page.locator("tr[data-server='" + server + "']");
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
        page.getByLabel("How long").selectOption("for 15 minutes");
        page.getByLabel("Reason, for the journal (optional)").fill("kernel update");
        button("Drain").click();
        assertThat(row("one")).containsText("draining");
        assertThat(row("one")).containsText(Pattern.compile("kernel update · ends in 1[45] min"));
        assertThat(node.served(10)).containsOnlyKeys("two");
        button("ready one").click();
        assertThat(page.locator("#ask .consequence")).hasText("2 of 2 servers of pool shop take new sessions then.");
        assertThat(row("one")).containsText("draining");
        page.getByLabel("Reason, for the journal (optional)").fill("updated");
        button("Ready").click();
        assertThat(button("ready one")).hasAttribute("aria-pressed", "true");
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
        go("/#/events?only=audit");
        assertThat(page.locator("#event-rows"))
                .containsText(Pattern.compile("ready → drain, until \\S+ \\(kernel update\\)"));
        assertThat(page.locator("#event-rows")).containsText("→ ready (updated)");
        assertThat(Pages.exported(page, "text"))
                .as("what is shown")
                .hasSize(page.locator("#event-rows tr").count())
                .anyMatch(text -> text.contains("ready → drain, until ") && text.endsWith(" (kernel update)"));
    }

    @Test
    void aServerThatTrafficTookOutTakesPartAgainWhenThatIsReset() throws Exception {
        assertThat(node.served("/broken", 12)).containsKey("failed");
        assertThat(row("one")).containsText("ejected");
        assertThat(node.served(10)).containsOnlyKeys("two");
        go("/#/pools/shop/one");
        button("reset ejection of one").click();
        assertThat(page.locator("#ask-text")).containsText("It gets requests again at once, on all nodes");
        button("Reset").click();
        assertThat(row("one")).not().containsText("ejected");
        assertThat(node.served(10)).containsOnlyKeys("one", "two");
        go("/#/events?only=audit");
        assertThat(page.locator("#event-rows")).containsText("reset-ejection");
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
        Locator weight = page.locator("#ask input[type=number]");
        weight.fill("0");
        assertThat(page.locator("#ask .consequence"))
                .hasText("1 of 2 servers of pool shop are left for new sessions, with 50 % of the weight that serves"
                        + " now.");
        weight.fill("3");
        assertThat(page.locator("#ask .consequence"))
                .hasText("one: 75 % of the weight that serves in pool shop then, 50 % now.");
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
        assertThat(page.locator("#ask-title")).hasText("Ready 2 servers?");
        assertThat(page.locator("#ask-text")).containsText("of pool shop take new sessions then");
        button("Ready").click();
        assertThat(row("one")).containsText("up");
        assertThat(row("two")).containsText("up");
        button("check 2 servers now").click();
        button("Check").click();
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

    private void drain(String server, String why) {
        Pages.button(row(server), "drain " + server).click();
        page.getByLabel("Reason, for the journal (optional)").fill(why);
        button("Drain").click();
        assertThat(row(server)).containsText("draining");
    }

    /** Lines of the one stood in the other's drawer, and links to names with a slash led nowhere. */
    @Test
    void aServersDrawerHasItsLinesAloneAndThoseOfTheJournalLeadToIt() {
        drain(ODD, "the disk is full");
        drain(ODD + "-2", "the fan is loud");
        go("/#/pools/odd/a%2Fb%20%231%3F%25");
        Locator lines = page.locator("section[aria-labelledby=server-title] .columns > :nth-child(3)");
        assertThat(lines).containsText("the disk is full");
        assertThat(lines).not().containsText("the fan is loud");
        for (String subject : List.of("odd/" + ODD, "pools/odd/servers/" + ODD + "/admin-state")) {
            go("/#/events");
            Pages.link(page, subject).click();
            assertThat(page.locator("#server-title")).hasText("odd / " + ODD);
        }
    }

    @Test
    void eventsBeforeThoseThatItKeepsAreReachedToo() {
        // Something newer than the node's start, which is else, now and then, the last thing that happened.
        node.stopServerTwo();
        assertThat(row("two")).containsText("down");
        String latest = "/api/v1/events?limit=";
        page.route(
                "**" + latest + "500",
                route -> route.resume(new Route.ResumeOptions().setUrl(node.admin() + latest + "1")));
        go("/#/events");
        page.reload();
        assertThat(page.locator("#how-far")).containsText("looked at, back to");
        assertThat(page.locator("#event-rows")).not().containsText("node-started");
        button("Older").click();
        assertThat(page.locator("#event-rows")).containsText("node-started");
        assertThat(page.locator("#how-far")).containsText("there are no older ones");
        assertThat(button("Older")).isDisabled();
    }

    @Test
    void itSaysWhichRouteARequestWouldTakeAndWhy() {
        go("/#/routes");
        page.getByLabel("URL").fill("http://a.test/x");
        button("Explain").click();
        assertThat(page.locator("#explained")).containsText("route everything");
        assertThat(page.locator("#explained")).containsText("pool shop");
        assertThat(page).hasURL(node.admin() + "/#/routes?method=GET&url=http%3A%2F%2Fa.test%2Fx");
        page.reload();
        assertThat(page.locator("#explained")).containsText("route everything");
        assertThat(page.getByLabel("URL")).hasValue("http://a.test/x");
    }
}
