package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in, and what each role finds switched off. */
class SignInPageIT {
    @TempDir
    private Path directory;

    private IdentityProvider identity;
    private RunningNode node;
    private Chromium chromium;
    private Page page;

    private static String user(String name, String role) {
        String hash = BCrypt.withDefaults().hashToString(4, (name + "-password").toCharArray());
        return "skein.admin.users." + name + " { password-hash = \"" + hash + "\", role = " + role + " }\n";
    }

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        identity = new IdentityProvider();
        String users = user("eve", "viewer") + user("ops", "operator") + user("root", "admin");
        node = RunningNode.start(directory, users + identity.lines());
        chromium = new Chromium();
        page = chromium.open(1280, 800, ColorScheme.LIGHT);
        page.navigate(node.admin() + "/#/pools");
    }

    @AfterEach
    void close() {
        chromium.close();
        node.close();
        identity.close();
    }

    private void signIn(String user, String password) {
        page.getByLabel("User").fill(user);
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
    }

    @Test
    void nothingIsShownBeforeAndOnlyWhatTheRoleMayIsSwitchedOnAfter() throws IOException {
        assertThat(page.getByLabel("Password")).isVisible();
        Aria.assertAsKept(page, "sign-in");
        Sound.assertSound(page);
        signIn("eve", "eve-password");
        assertThat(page.locator("#freshness")).hasText("live");
        assertThat(page.getByLabel("drain one")).isDisabled();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page.getByLabel("Password")).isVisible();
        signIn("ops", "ops-password");
        assertThat(page.getByLabel("drain one")).isEnabled();
        page.reload();
        assertThat(page.locator("header")).containsText("ops (operator)");
        assertThat(chromium.console).isEmpty();
    }

    private void signedIn(String user, String where) {
        signIn(user, user + "-password");
        assertThat(page.locator("#freshness")).hasText("live");
        page.evaluate("where => { location.hash = `#/${where}` }", where);
    }

    private void signOut() {
        Pages.button(page, "Sign out").click();
        assertThat(page.getByLabel("Password")).isVisible();
    }

    /** What is off does nothing; what is on is what traffic then does. */
    @Test
    void eachRoleFindsWhatItMaySwitchedOnAndItTakesEffect() throws Exception {
        String drill = "drill?kind=drain-node&target=node-in-a-test";
        signedIn("eve", "pools/shop/one");
        assertThat(page.locator(".drawer")).containsText("Each node");
        assertThat(page.locator(".drawer .buttons button:not([disabled]), .servers .actions button:not([disabled])"))
                .hasCount(0);
        signOut();
        signedIn("ops", drill);
        assertThat(page.locator("#drill-kind")).hasValue("drain-node");
        assertThat(Pages.button(page, "Pre-flight")).isDisabled();
        page.evaluate("location.hash = '#/pools'");
        page.getByLabel("drain one").click();
        Pages.button(page, "Drain").click();
        assertThat(page.locator("tr[data-server=one]")).containsText("drain by ops");
        assertThat(node.served(6)).containsOnlyKeys("two");
        signOut();
        signedIn("root", drill);
        assertThat(Pages.button(page, "Pre-flight")).isEnabled();
    }

    @Test
    void aWrongPasswordIsToldOnThePage() {
        signIn("ops", "guess");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("wrong");
        Sound.assertSound(page);
        assertThat(page.locator("#freshness")).hasCount(0);
        // A browser tells every 401 in its console.
        assertThat(chromium.console).allMatch(line -> line.contains("401"));
    }

    /** There and back over another site: the session's cookie is sent to the page's own requests from the first on. */
    @Test
    void whoComesByTheIdentityProviderEndsOnThePageThatWasAskedForAndLeavesBoth() {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with Example"))
                .click();
        assertThat(page.locator("header")).containsText("oidc:bob (operator)");
        assertThat(page.getByLabel("drain one")).isEnabled();
        assertThat(page.url()).endsWith("/#/pools");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page.getByLabel("Password")).isVisible();
        assertThat(identity.left).hasValue(1);
        identity.close();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with Example"))
                .click();
        // What the node knows of it, it knows for a while: only the browser finds nobody there, and says so on a page.
        page.waitForURL(
                url -> url.startsWith("chrome-error:"),
                new Page.WaitForURLOptions().setWaitUntil(WaitUntilState.COMMIT));
        page.navigate(node.admin() + "/api/v1/session/provider/callback?state=x&code=y");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("another sign-in");
        signIn("ops", "ops-password");
        assertThat(page.locator("header")).containsText("ops (operator)");
    }
}
