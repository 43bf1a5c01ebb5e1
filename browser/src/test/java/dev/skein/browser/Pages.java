package dev.skein.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is on the page: all pages, by what follows {@code #/}, and what is on them. */
final class Pages {
    private Pages() {}

    /** By its whole name. */
    static Locator button(Page page, String name) {
        return button(page.locator("body"), name);
    }

    /** The same, of what is in there. */
    static Locator button(Locator in, String name) {
        return in.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** By its whole name. */
    static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Clicks on "Export", and reads what is saved: a line of JSON each, and of each that member. */
    @SuppressWarnings("unchecked") // of the script
    static List<String> exported(Page page, String member) throws IOException {
        Path file = page.waitForDownload(() -> button(page, "Export").click()).path();
        return (List<String>) page.evaluate(
                "([text, member]) => text.trimEnd().split('\\n').map(line => JSON.parse(line)[member])",
                List.of(Files.readString(file), member));
    }

    /** @param server the one whose drawer is open on one of them, as {@code POOL/SERVER} */
    static List<String> with(String server) {
        return List.of(
                "",
                "pools",
                "pools/" + server,
                "routes",
                "events",
                "sessions",
                "tap",
                "config",
                "certificates",
                "rolling",
                "drill",
                "help");
    }
}
