package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What {@code skein top} shows: from the API's picture to lines that fit a terminal. Pure. */
final class TopScreen {
    /** Below this many columns, the columns that can be done without are. */
    private static final int WIDE = 110;
    /** Sentences about what is not as it should be, at the most. */
    private static final int TROUBLE = 3;

    private static final String RESET = "\033[0m";

    /**
     * How it is looked at.
     *
     * @param rows lines of the terminal; 0: as many as it takes
     * @param first the first server to show, from 0
     */
    record View(int columns, int rows, TopServers.Sort sort, int first, String pool, boolean colour) {}

    /**
     * What is known.
     *
     * @param time of the last answer, as people write it
     * @param failure why there was none since; empty: all is well
     */
    record Frame(JsonObject picture, String time, String failure) {}

    /** How a line stands out; words say the same. */
    private enum Style {
        PLAIN(""),
        TITLE("\033[1m"),
        HEADING("\033[7m"),
        WARNING("\033[33m"),
        ERROR("\033[31m"),
        DIM("\033[2m");

        private final String begin;

        Style(String begin) {
            this.begin = begin;
        }
    }

    private final Frame frame;
    private final View view;
    private final List<String> lines = new ArrayList<>();

    private TopScreen(Frame frame, View view) {
        this.frame = frame;
        this.view = view;
    }

    /** At most as many lines as the terminal has, none wider than it; the last one says what keys there are. */
    static List<String> lines(Frame frame, View view) {
        TopScreen screen = new TopScreen(frame, view);
        screen.head();
        screen.nodes();
        screen.servers();
        return screen.lines;
    }

    private void head() {
        JsonObject overview = object(frame.picture, "overview");
        String state = text(overview, "state");
        line(
                "skein " + text(overview, "cluster")
                        + (text(overview, "cluster").isEmpty() ? "" : " ") + state + "  " + frame.time,
                state.equals("down") ? Style.ERROR : state.equals("up") ? Style.TITLE : Style.WARNING);
        if (!frame.failure.isEmpty()) {
            line("! no answer since then: " + frame.failure, Style.ERROR);
        }
        line(text(overview, "sentence"), Style.PLAIN);
        line(traffic(overview), Style.PLAIN);
        List<JsonObject> trouble = objects(overview, "trouble");
        trouble.stream().limit(TROUBLE).forEach(one -> line("! " + text(one, "text"), urgency(text(one, "level"))));
        if (trouble.size() > TROUBLE) {
            line("! and " + (trouble.size() - TROUBLE) + " more: skein status", Style.WARNING);
        }
        line("", Style.PLAIN);
    }

    private static Style urgency(String level) {
        return switch (level) {
            case "error" -> Style.ERROR;
            case "warning" -> Style.WARNING;
            default -> Style.PLAIN;
        };
    }

    private static String traffic(JsonObject overview) {
        JsonObject traffic = object(overview, "traffic");
        JsonObject latency = object(traffic, "latencyMs");
        String all = number(traffic, "requestsPerSecond") + " requests/s, " + number(traffic, "failedPerSecond")
                + " failed/s, " + number(traffic, "inFlight") + " in flight";
        if (!latency.isEmpty()) {
            all += ", p50 " + number(latency, "p50") + " p99 " + number(latency, "p99") + " ms";
        }
        JsonObject capacity = object(overview, "capacity");
        return capacity.getNumber("used") == null
                ? all
                : all + ", " + percent(capacity.getNumber("used")) + " of what the nodes can take";
    }

    private void nodes() {
        boolean wide = view.columns >= WIDE;
        Table table = wide
                ? new Table(
                        "NODE", "STATE", ">REQ/S", ">FAIL/S", ">FLIGHT", ">CPU", ">HEAP", ">LAG MS", ">P99", "HOLDS")
                : new Table("NODE", "STATE", ">REQ/S", ">FAIL/S", ">FLIGHT", ">CPU", ">LAG MS", "HOLDS");
        List<JsonObject> nodes = objects(object(frame.picture, "overview"), "nodes");
        for (JsonObject node : nodes) {
            JsonObject report = object(node, "report");
            List<String> cells = new ArrayList<>(List.of(
                    clean(text(node, "id")) + (node.getBoolean("self", false) ? "*" : ""),
                    text(node, "state"),
                    number(report, "requestsPerSecond"),
                    number(report, "failedPerSecond"),
                    number(report, "inFlight"),
                    percent(report.getNumber("cpu"))));
            if (wide) {
                cells.add(report.isEmpty() ? "" : Numbers.bytes(report.getNumber("heapUsedBytes")));
            }
            cells.add(number(report, "loopLagMs"));
            if (wide) {
                cells.add(number(object(report, "latencyMs"), "p99"));
            }
            cells.add(clean(String.join(" ", texts(node, "holds"))));
            table.row(cells.toArray());
        }
        table(table.lines(), i -> text(nodes.get(i), "state").equals("present") ? Style.PLAIN : Style.WARNING);
        line("", Style.PLAIN);
    }

    private void servers() {
        boolean wide = view.columns >= WIDE;
        List<TopServers.Row> all = TopServers.of(frame.picture(), view.pool, view.sort);
        int room = view.rows == 0 ? all.size() : Math.max(0, view.rows - lines.size() - 2);
        int first = Math.clamp(view.first, 0, Math.max(0, all.size() - room));
        List<TopServers.Row> shown = all.subList(first, Math.min(all.size(), first + room));
        Table table = wide
                ? new Table(
                        "SERVER", "STATE", ">WEIGHT", ">REQ/S", ">FAIL/S", ">FLIGHT", ">P50", ">P95", ">P99 MS", "WHY")
                : new Table("SERVER", "STATE", ">REQ/S", ">FAIL/S", ">FLIGHT", ">P95 MS", "WHY");
        shown.forEach(row -> row.put(table, wide));
        table(table.lines(), i -> style(text(shown.get(i).server(), "state")));
        footer(all.size(), first, shown.size());
    }

    private static Style style(String state) {
        return switch (state) {
            case "up" -> Style.PLAIN;
            case "down", "ejected" -> Style.ERROR;
            case "draining", "maintenance" -> Style.DIM;
            default -> Style.WARNING;
        };
    }

    private void footer(int all, int first, int shown) {
        if (view.rows == 0) {
            return;
        }
        while (lines.size() < view.rows - 1) {
            line("", Style.PLAIN);
        }
        StringBuilder keys = new StringBuilder("sorted by " + view.sort.word + "; keys:");
        for (TopServers.Sort sort : TopServers.Sort.values()) {
            keys.append(' ').append(sort.key).append(' ').append(sort.word);
        }
        String some = shown == 0 ? "none" : (first + 1) + "-" + (first + shown);
        String range = shown == all ? "" : some + " of " + all + ", ";
        put(range + keys + ", q quit", Style.HEADING);
    }

    /** A heading, and rows with their styles by number. */
    private void table(List<String> texts, IntFunction<Style> styles) {
        for (int i = 0; i < texts.size(); i++) {
            line(texts.get(i), i == 0 ? Style.HEADING : styles.apply(i - 1));
        }
    }

    /** The last line is the footer's, however small the window. */
    private void line(String text, Style style) {
        if (view.rows == 0 || lines.size() < view.rows - 1) {
            put(text, style);
        }
    }

    private void put(String text, Style style) {
        String clean = clean(text);
        String cut = clean.length() <= view.columns ? clean : clean.substring(0, view.columns - 1) + "…";
        lines.add(view.colour && style != Style.PLAIN && !cut.isEmpty() ? style.begin + cut + RESET : cut);
    }

    private static String percent(@Nullable Number share) {
        return share == null ? "" : String.format(Locale.ROOT, "%.0f %%", share.doubleValue() * 100);
    }

    /** What nodes tell must not steer the terminal, and here not by a line's end either. */
    static String clean(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }
}
