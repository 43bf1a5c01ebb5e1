package dev.skein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.util.List;

/**
 * Whether everybody can use a page as it is now, with its drawers and dialogs: in both themes, at 200 % of a screen of
 * 1280 by 900, and on a telephone of 360 pixels. By axe-core (WCAG 2.2 AA and good practice), and by what sticks out or is cut
 * off.
 */
final class Sound {
    private static final String RULES = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";
    private static final String AXE = Chromium.resource("/axe.min.js");
    private static final String FITS = Chromium.resource("/fits.js");
    private static final ViewportSize ZOOMED = new ViewportSize(640, 450);
    private static final ViewportSize NARROW = new ViewportSize(360, 780);

    private Sound() {}

    /** Leaves the page as it was. */
    static void assertSound(Page page) {
        ViewportSize before = page.viewportSize();
        boolean dark = (Boolean) page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches");
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new EmulateMediaOptions().setColorScheme(scheme));
            for (ViewportSize size : List.of(before, ZOOMED, NARROW)) {
                page.setViewportSize(size.width, size.height);
                String where = page.url() + " at " + size.width + " px, " + scheme;
                assertThat(violations(page))
                        .as("what axe-core finds at " + where)
                        .isEmpty();
                assertThat((List<?>) page.evaluate(FITS))
                        .as("unseen at " + where)
                        .isEmpty();
            }
        }
        page.setViewportSize(before.width, before.height);
        page.emulateMedia(new EmulateMediaOptions().setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
    }

    private static List<?> violations(Page page) {
        if ((Boolean) page.evaluate("typeof axe === 'undefined'")) {
            page.evaluate(AXE);
        }
        return (List<?>) page.evaluate("async () => (await axe.run(document, { runOnly: " + RULES
                + " })).violations.map(one => one.id + ': ' + one.nodes.map(node => node.target).join(' '))");
    }
}
