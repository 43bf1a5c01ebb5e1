package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration is validated, tried, committed and taken back on the page, and clients get what it says. */
class ConfigPageIT {
    private static final List<String> ALL = List.of("a", "b", "c");

    @TempDir
    static Path directory;

    private static RunningDemo demo;
    private static Chromium chromium;
    private Page page;

    @BeforeAll
    static void start() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        demo = RunningDemo.start(directory);
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        demo.close();
        assertThat(chromium.console).as("what the browser's console says").isEmpty();
    }

    @BeforeEach
    void open() throws IOException {
        page = chromium.open(1280, 900, ColorScheme.LIGHT);
        page.navigate(demo.admin() + "/#/config");
        assertThat(page.locator(".sentence")).containsText("rules");
    }

    @AfterEach
    void close() {
        page.close();
    }

    private Locator button(String name) {
        return Pages.button(page, name);
    }

    /** The demo's own, with a route more. */
    private String answering(String path, String text) throws IOException {
        String route = "{ name = %2$s, match { path-prefix = %1$s }, respond { status = 200, body = %2$s } }"
                .formatted(path, text);
        return demo.configuration().replace("routes = [", "routes = [ " + route + ",");
    }

    private void validate(String text) {
        page.locator("#config-text").fill(text);
        button("Validate on every node").click();
    }

    /** All nodes find it sound; asked again where a busy machine let one be late with its answer. */
    private void validateSound(String text) {
        page.locator("#config-text").fill(text);
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> {
            button("Validate on every node").click();
            assertThat(button("Validate on every node")).isEnabled();
            return page.locator("#verdict").innerText().contains("Sound on a, b, c");
        });
    }

    private static void awaitAnswers(String path, String text, List<String> nodes) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (String node : nodes) {
                assertThat(demo.answer(node, path)).as(node).isEqualTo(text);
            }
        });
    }

    private static void assertAnswersOtherwise(String path, String text, List<String> nodes) throws Exception {
        for (String node : nodes) {
            assertThat(demo.answer(node, path)).as(node).isNotEqualTo(text);
        }
    }

    @Test
    void aRouteAnswersOnceItIsCommittedAndIsGoneAfterTheRollBack() throws Exception {
        assertThat(button("Commit …")).isDisabled();
        validateSound(answering("/hello-there", "general"));
        assertThat(page.locator("#verdict")).containsText("route general: added");
        assertAnswersOtherwise("/hello-there", "general", ALL);
        button("Commit …").click();
        assertThat(page.locator("#ask-text")).containsText("route general: added");
        page.getByLabel("Note, for the history").fill("greetings");
        button("Commit").click();
        Locator newest =
                page.locator("section[aria-labelledby=history-title] tbody tr").first();
        assertThat(newest).containsText("greetings");
        awaitAnswers("/hello-there", "general", ALL);
        Locator former = page.locator("button[aria-label^='compare revision']:not([disabled])");
        former.first().click();
        assertThat(page.locator("#compared")).containsText("route general: added");
        page.reload();
        assertThat(page.locator("#compared pre")).containsText("+");
        page.locator("button[aria-label^='roll back to revision']:not([disabled])")
                .first()
                .click();
        assertThat(page.locator("#ask-text")).containsText("on all nodes at once");
        page.getByLabel("Note, for the history").fill("enough of them");
        button("Roll back").click();
        assertThat(newest).containsText("enough of them");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertAnswersOtherwise("/hello-there", "general", ALL));
    }

    @Test
    void whatIsWrongIsNamedWithItsPlaceAndRuleAndNothingCanBeCommitted() throws Exception {
        validate(demo.configuration().replaceFirst("id = (\\w+), address", "id = $1, weight = 300, address"));
        assertThat(page.locator("#verdict"))
                .containsText("pasted:7: skein.pools.samples.servers[0].weight: 300 (expected: 0 to 256");
        assertThat(button("Commit …")).isDisabled();
        assertThat(button("Try on one node …")).isDisabled();
        // As an operator: may look at everything, and commit nothing.
        page.route(
                "**/api/v1/session",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"user\":\"ops\",\"role\":\"operator\",\"pools\":[],\"signedIn\":true}")));
        page.reload();
        validateSound(answering("/x", "y"));
        assertThat(page.locator("main")).containsText("To commit needs the role admin");
        assertThat(button("Commit …")).isDisabled();
        assertThat(button("Try on one node …")).isDisabled();
    }

    @Test
    void oneNodeTriesACandidateUntilThatIsEndedOrAllTakeIt() throws Exception {
        validateSound(answering("/tried", "candidate"));
        begin("ended elsewhere");
        endsNothingElse();
        validateSound(answering("/tried", "candidate"));
        begin("first look");
        assertThat(page.locator("#trial-title")).containsText("Node b tries revision");
        awaitAnswers("/tried", "candidate", List.of("b"));
        assertAnswersOtherwise("/tried", "candidate", List.of("a", "c"));
        assertThat(page.locator("#trial")).containsText("first look");
        assertThat(page.locator("#trial tbody")).containsText("the others");
        assertThat(page.locator("main")).containsText("until that ends, none can be committed");
        assertThat(button("Commit …")).isDisabled();
        Sound.assertSound(page);
        button("End the trial …").click();
        assertThat(page.locator("#ask-text")).containsText("Node b goes back to what the other nodes run");
        page.getByLabel("Reason, for the journal").fill("seen enough");
        button("End it").click();
        assertThat(page.locator("#trial")).hasCount(0);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertAnswersOtherwise("/tried", "candidate", ALL));
        validateSound(answering("/tried", "candidate"));
        begin("second look");
        awaitAnswers("/tried", "candidate", List.of("b"));
        button("Apply to all …").click();
        assertThat(page.locator("#ask-text")).containsText("node b had too few requests to judge by");
        button("Apply to all").click();
        awaitAnswers("/tried", "candidate", ALL);
        assertThat(page.locator("#trial")).hasCount(0);
        page.navigate(demo.admin() + "/#/events");
        assertThat(page.locator("#event-rows")).containsText("ended by an operator: seen enough");
        assertThat(page.locator("#event-rows")).containsText("second look; tried on node b, committed before its end");
    }

    /** It rolled all nodes back from the revision that rules when the trial was over meanwhile. */
    private void endsNothingElse() throws Exception {
        String rules = page.locator(".sentence").innerText().replaceFirst(";.*", "");
        button("End the trial …").click();
        assertThat(page.locator("#ask-title")).containsText("End the trial of revision");
        assertThat(demo.post("/api/v1/config/rollback", "{}")).contains("slow");
        button("End it").click();
        assertThat(page.locator("#ask [role=alert]")).containsText("If-Match: ");
        // A browser says so of each answer that is no success.
        assertThat(chromium.console.removeIf(line -> line.contains("status of 412")))
                .isTrue();
        button("Cancel").click();
        assertThat(page.locator("#trial")).hasCount(0);
        assertThat(page.locator(".sentence")).containsText(rules);
    }

    @Test
    void allSessionsOfAServerLeaveItOnAllNodes() throws Exception {
        validateSound(demo.configuration().replace("health {", "affinity { mode = header, name = X-User }, health {"));
        button("Commit …").click();
        button("Commit").click();
        assertThat(page.locator("#ask")).isHidden();
        page.navigate(demo.admin() + "/#/sessions");
        assertThat(page.locator("main")).containsText("by the header field x-user");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> users("b").contains("tomato"));
        button("unbind all sessions of tomato").click();
        assertThat(page.locator("#ask-text"))
                .containsText("sessions of tomato go to the other 2 servers of pool samples");
        page.getByLabel("Reason, for the journal (optional)").fill("memory leak");
        button("Unbind all").click();
        assertThat(page.locator("#said")).containsText("All sessions leave tomato");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(users("b") + users("c")).doesNotContain("tomato"));
        Sound.assertSound(page);
        page.navigate(demo.admin() + "/#/events?only=audit");
        assertThat(page.locator("#event-rows")).containsText("(memory leak)");
    }

    /** Who answers twelve users by that node. */
    private static String users(String node) throws Exception {
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            answers.append(demo.answer(node, "/", "user-" + i));
        }
        return answers.toString();
    }

    private void begin(String reason) {
        assertThat(button("Try on one node …")).isEnabled();
        button("Try on one node …").click();
        assertThat(page.locator("#ask-text")).containsText("That node alone takes the ");
        page.locator("dialog select[name=canary]").selectOption("b");
        page.getByLabel("Reason, for the history").fill(reason);
        button("Begin").click();
        assertThat(page.locator("#ask")).isHidden();
    }
}
