package dev.skein.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A browser that is installed, and what its pages said and asked for: no test wants a word in the console. */
final class Chromium implements AutoCloseable {
    private static final Path PROGRAM = Path.of(System.getProperty("skein.chromium", "/usr/bin/chromium"));

    final List<String> console = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser;

    Chromium() {
        this(List.of());
    }

    /** @param more arguments of the program */
    Chromium(List<String> more) {
        // Without its sandbox: in a container the browser may not make one, and it meets no page but ours.
        List<String> all = new ArrayList<>(List.of("--no-sandbox", "--disable-gpu"));
        all.addAll(more);
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(all));
    }

    Page open(int width, int height, ColorScheme scheme) {
        return open(width, height, scheme, 1);
    }

    /** @param scale pixels of the screen for each of the page's */
    Page open(int width, int height, ColorScheme scheme, double scale) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setDeviceScaleFactor(scale)
                .setColorScheme(scheme));
        // On a machine that does other things, too.
        context.setDefaultTimeout(60_000);
        Page page = context.newPage();
        page.onConsoleMessage(message -> console.add(message.type() + ": " + message.text()));
        page.onPageError(console::add);
        page.onRequest(request -> asked.add(request.url()));
        return page;
    }

    /** A script beside the tests. */
    static String resource(String name) {
        try (InputStream in = Chromium.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
