package dev.skein.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
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
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
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
