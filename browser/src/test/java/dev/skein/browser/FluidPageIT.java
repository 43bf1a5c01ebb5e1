package dev.skein.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Five hundred servers: what has not changed is left alone. A real node's picture, told as five nodes would tell it. */
class FluidPageIT extends PageBed {
    private static final int POOLS = 10;
    private static final int SERVERS = 50;

    FluidPageIT() {
        super(pools());
    }

    @BeforeEach
    void open() {
        page.addInitScript(Chromium.resource("/five-nodes.js"));
        page.navigate(node.admin() + "/#/pools");
        assertThat(page.locator("#shown-count")).containsText(POOLS * SERVERS + 2 + " servers");
        assertThat(page.locator("tr[data-server]")).hasCount(POOLS * SERVERS + 2);
    }

    private static String pools() {
        return IntStream.range(0, POOLS)
                .mapToObj(pool -> "skein.pools.pool-%d { health { type = off }, servers = [ %s ] }\n"
                        .formatted(
                                pool,
                                IntStream.range(0, SERVERS)
                                        .mapToObj(server -> "{ id = s%d-%d, address = \"10.0.%d.%d:8080\" }"
                                                .formatted(pool, server, pool, server + 1))
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining());
    }

    @SuppressWarnings("unchecked") // of the script beside this test
    private Map<String, Object> touched(int figures, int checks, int states) {
        return (Map<String, Object>) page.evaluate("touched(feed.tick(%d, %d, %d))".formatted(figures, checks, states));
    }

    @Test
    void aTickTouchesTheRowsOfWhatHasChangedAndNoOthers() {
        assertThat((List<?>) touched(0, 0, 0).get("rows"))
                .as("nothing has changed")
                .isEmpty();
        for (int changed : List.of(1, 3)) {
            assertThat((List<?>) touched(changed, 0, 0).get("rows"))
                    .as("of %d servers", changed)
                    .hasSizeLessThanOrEqualTo(changed);
        }
        assertThat((List<?>) touched(0, 2, 0).get("rows")).hasSizeLessThanOrEqualTo(2);
        page.evaluate("location.hash = '#/pools?q=pool-3'");
        assertThat(page.locator("tr[data-server]")).hasCount(SERVERS);
        Map<?, ?> third = (Map<?, ?>) page.evaluate("touched(feed.of('pool-3', 2))");
        assertThat((List<?>) third.get("rows")).as("all in sight").hasSize(2);
        page.evaluate("location.hash = '#/pools'");
        assertThat(page.locator("tr[data-server]")).hasCount(POOLS * SERVERS + 2);
        assertUpToDateWhenItComesInSight();
        page.evaluate(
                "feed.servers.forEach((key, i) => { window.first ??= document.querySelector('tr[data-server]') })");
        touched(POOLS * SERVERS + 2, 0, 50);
        assertThat((Boolean) page.evaluate("window.first === document.querySelector('tr[data-server]')"))
                .as("rows are kept, whatever changes in them")
                .isTrue();
    }

    private void assertUpToDateWhenItComesInSight() {
        page.evaluate("feed.say('tick', feed.of('pool-9', 50))");
        String last = "tr[data-server='s9-49']";
        page.locator(last).scrollIntoViewIfNeeded();
        String wanted = String.valueOf(page.evaluate("String(feed.figures['pool-9/s9-49'][2])"));
        assertThat(page.locator(last + " td[data-label='In flight']")).hasText(wanted);
    }

    /** {@code bench/page} runs it: {@code -Dskein.ticks=FILE} takes a line for each tick. */
    @Test
    @EnabledIfSystemProperty(named = "skein.ticks", matches = ".+")
    void ticksAreMeasured() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String where : List.of("pools", "")) {
            page.evaluate("location.hash = '#/" + where + "'");
            for (int[] change : new int[][] {{500, 200, 5}, {50, 200, 0}, {0, 0, 0}}) {
                for (int i = -20; i < 100; i++) {
                    Object times =
                            page.evaluate("measured(feed.tick(%d, %d, %d))".formatted(change[0], change[1], change[2]));
                    if (i >= 0) {
                        String line =
                                ((List<?>) times).stream().map(String::valueOf).collect(Collectors.joining(" "));
                        lines.add((where.isEmpty() ? "overview" : where) + " " + change[0] + " " + line);
                    }
                }
            }
        }
        Files.write(Path.of(System.getProperty("skein.ticks")), lines);
        assertThat(lines).hasSize(600);
    }
}
