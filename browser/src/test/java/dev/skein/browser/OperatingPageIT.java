package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do on the page with three real nodes, and what becomes of it. */
class OperatingPageIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    static Path directory;

    private static RunningDemo demo;
    private Chromium chromium;
    private Page page;

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
    void open() throws IOException {
        chromium = new Chromium();
        page = chromium.open(1280, 900, ColorScheme.DARK);
        go("");
        assertThat(page.locator("#sentence")).containsText("3 of 3 nodes up");
    }

    @AfterEach
    void close() {
        chromium.close();
        assertThat(chromium.console).as("what the browser's console says").isEmpty();
    }

    private void go(String where) throws IOException {
        page.navigate(demo.admin() + "/#/" + where);
        assertThat(page.locator("#freshness")).hasText("live");
    }

    private Locator button(String name) {
        return Pages.button(page, name);
    }

    private void loseTomato(int millis) throws Exception {
        go("drill?kind=lose-server&target=samples/tomato&for=" + millis);
        assertThat(button("Begin …")).isDisabled();
        button("Pre-flight").click();
        assertThat(page.locator("#preflight")).containsText("Nothing speaks against it");
        button("Begin …").click();
        page.getByLabel("Type samples/tomato to go on").fill("samples/tomato");
        button("Begin").click();
        assertThat(page.locator("#drill [aria-current=step]")).containsText("failing");
        // The step is told by one node; the others take the server out in the same moment, on a busy machine a little
        // later.
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(demo.answered(12)).doesNotContain("tomato").hasSize(2));
    }

    @Test
    void aDrillThatIsStoppedIsUndoneLongBeforeItsTime() throws Exception {
        loseTomato(600_000);
        button("Stop and undo it …").click();
        assertThat(page.locator("#ask-text")).containsText("is undone at once");
        button("Stop").click();
        assertThat(page.locator("#drill .head")).containsText("stopped");
        await().atMost(SOON).untilAsserted(() -> assertThat(demo.answered(12)).contains("tomato"));
    }

    @Test
    void aDrillIsLookedAtBeforehandBegunWatchedAndJudged() throws Exception {
        loseTomato(5000);
        assertThat(page.locator("#drill-verdict")).containsText("Passed");
        assertThat(page.locator(".timeline")).containsText("drill-passed");
        assertThat(page.locator(".timeline")).containsText("maintenance");
        Sound.assertSound(page);
        button("Schedule …").click();
        page.getByLabel("Name").fill("nightly");
        button("Schedule").click();
        assertThat(page.locator("#schedules")).containsText("15 3 * * 1");
        button("remove the schedule nightly").click();
        Request asked = page.waitForRequest(
                "**/schedules/nightly*", () -> button("Remove").click());
        assertThat(asked.headerValue("If-Match")).as("its version").isNotNull();
        assertThat(page.locator("#schedules")).hasCount(0);
    }

    @Test
    void requestsOfAllNodesAreWatchedFilteredAndKept() throws Exception {
        go("tap?path=/hello");
        assertThat(page.locator("main")).containsText("it costs the nodes nothing");
        button("Watch").first().click();
        assertThat(page.locator("#tap-state")).containsText("watching a, b, c 0 requests ended");
        for (String node : List.of("a", "b", "c")) {
            demo.asked(node, "/hello?token=hunter2");
            demo.asked(node, "/other");
        }
        assertThat(page.locator("#tap-lines tr")).hasCount(3);
        assertThat(page.locator("#tap-state")).containsText("6 requests ended");
        assertThat(page.locator("#tap-lines")).containsText("token=***");
        button("Pause").click();
        demo.asked("b", "/hello?later");
        assertThat(page.locator("#tap-state")).containsText("1 came while paused");
        assertThat(Pages.exported(page, "query")).containsExactly("token=***", "token=***", "token=***");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page.locator("#tap-drawer")).containsText("Header fields");
        Sound.assertSound(page);
        button("Stop").click();
        assertThat(page.locator("#tap-state")).containsText("not watching");
    }

    @Test
    void aRollIsSeenPausedResumedAndAborted() throws Exception {
        go("rolling");
        demo.post(
                "/api/v1/rolls",
                "{\"pool\":\"samples\",\"runner\":\"nobody\",\"note\":\"version 1.4\",\"drainMs\":60000}");
        assertThat(page.locator("#roll")).containsText("version 1.4");
        steer("Pause");
        assertThat(page.locator("#ask-text")).containsText("until it is resumed");
        button("Pause").click();
        assertThat(page.locator("#roll")).containsText("paused");
        assertThat(page.locator("nav")).containsText("paused");
        steer("Resume");
        button("Resume").click();
        assertThat(page.locator("#roll .head")).containsText("running");
        Sound.assertSound(page);
        steer("Abort");
        assertThat(page.locator("#ask-text")).containsText("no other one is begun");
        button("Abort").click();
        assertThat(page.locator("#roll .head")).containsText("aborted");
        assertThat(button("Pause " + roll())).isDisabled();
        String aborted = roll().replaceFirst(" ", "s/") + "/abort";
        go("events?only=audit");
        assertThat(page.locator("#event-rows")).containsText(aborted);
    }

    /** The first one comes back before the roll is over; no other one restarts. */
    @Test
    void aRestartOfTheNodesIsBegunPausedAndAborted() throws Exception {
        go("rolling");
        button("Restart the nodes …").click();
        String cluster = page.locator(".brand b").innerText();
        page.getByLabel("Type " + cluster + " to go on").fill(cluster);
        page.getByLabel("Note, for the journal (optional)").fill("new kernel");
        button("Begin").click();
        assertThat(page.locator("#roll-title")).containsText("of the nodes");
        assertThat(page.locator("#roll")).containsText("new kernel");
        steer("Pause");
        button("Pause").click();
        assertThat(page.locator("#roll .head")).containsText("paused");
        steer("Abort");
        button("Abort").click();
        assertThat(page.locator("#roll .head")).containsText("aborted");
        go("");
        assertThat(page.locator("#sentence")).containsText("3 of 3 nodes up");
    }

    private void steer(String word) {
        button(word + " " + roll()).click();
    }

    /** The one that is shown, as its buttons call it. */
    private String roll() {
        return page.locator("#roll-title").innerText().replaceFirst("Roll (\\d+) .*", "roll $1");
    }
}
