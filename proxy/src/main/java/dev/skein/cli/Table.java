package dev.skein.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A table for people: columns as wide as their widest cell, two spaces between them, numbers to the right. What is not
 * known is {@code -}.
 */
final class Table {
    private static final String NONE = "-";

    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] right;

    /** A heading that begins with {@code >} is that of a column of numbers. */
    Table(String... headings) {
        right = new boolean[headings.length];
        String[] titles = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
            titles[i] = right[i] ? headings[i].substring(1) : headings[i];
        }
        rows.add(titles);
    }

    /** As many cells as there are headings; null and the empty string are {@code -}. */
    void row(@org.jspecify.annotations.Nullable Object... cells) {
        String[] texts = new String[right.length];
        for (int i = 0; i < texts.length; i++) {
            String text = cells[i] == null ? "" : String.valueOf(cells[i]);
            texts[i] = text.isEmpty() ? NONE : text;
        }
        rows.add(texts);
    }

    void print(PrintWriter out) {
        lines().forEach(out::println);
    }

    /** The heading and the rows, as they are printed. */
    List<String> lines() {
        int[] widths = new int[right.length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(right[i] ? padding : "").append(row[i]);
                line.append(right[i] ? "" : padding);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
