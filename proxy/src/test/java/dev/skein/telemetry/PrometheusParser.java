package dev.skein.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parser of Prometheus' text format that is stricter than any scraper: HELP and TYPE before the samples of a family,
 * each family once and in one piece, no sample twice, names and escapes well-formed, buckets ascending up to +Inf, which
 * equals the count.
 */
public final class PrometheusParser {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (-?[0-9.]+(?:E-?[0-9]+)?|NaN|[+-]Inf)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");

    /** Values by name and labels, in their order. */
    public final Map<String, Double> values = new LinkedHashMap<>();
    /** Type by family. */
    public final Map<String, String> types = new LinkedHashMap<>();

    private final Set<String> helped = new HashSet<>();
    private final Map<String, List<double[]>> buckets = new HashMap<>();
    private String family = "";
    private boolean ended;

    public static PrometheusParser parse(String text) {
        PrometheusParser parser = new PrometheusParser();
        check(text.endsWith("\n"), "the last line ends with a line feed");
        text.lines().forEach(parser::line);
        parser.checkHistograms();
        return parser;
    }

    private static void check(boolean condition, String rule) {
        if (!condition) {
            throw new AssertionError(rule);
        }
    }

    private void line(String line) {
        check(!ended, "nothing after EOF: " + line);
        if (line.equals("# EOF")) {
            ended = true;
        } else if (line.startsWith("# HELP ")) {
            family = line.split(" ", 4)[2];
            check(helped.add(family), "one HELP a family: " + line);
        } else if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", -1);
            check(words.length == 4 && words[2].equals(family), "TYPE follows HELP: " + line);
            check(Set.of("counter", "gauge", "histogram", "summary").contains(words[3]), "a known type: " + line);
            check(types.put(family, words[3]) == null, "one TYPE a family: " + line);
        } else {
            sample(line);
        }
    }

    private void sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        check(matcher.matches(), "a sample: " + line);
        String name = matcher.group(1);
        check(belongs(name, types.getOrDefault(family, "")), "a sample of " + family + ": " + line);
        Map<String, String> labels = labels(matcher.group(2), line);
        double value = number(matcher.group(3));
        check(values.put(name + labels, value) == null, "each sample once: " + line);
        if (name.endsWith("_bucket")) {
            double bound = number(String.valueOf(labels.remove("le")));
            buckets.computeIfAbsent(family + labels, key -> new ArrayList<>()).add(new double[] {bound, value});
        }
    }

    private boolean belongs(String name, String type) {
        return switch (type) {
            case "counter" -> name.equals(family) || name.equals(family + "_total");
            case "gauge" -> name.equals(family);
            case "summary" -> name.equals(family + "_count") || name.equals(family + "_sum");
            case "histogram" ->
                name.equals(family + "_bucket") || name.equals(family + "_count") || name.equals(family + "_sum");
            default -> false;
        };
    }

    private static Map<String, String> labels(@Nullable String text, String line) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text == null) {
            return labels;
        }
        Matcher matcher = LABEL.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            String value =
                    matcher.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
            check(labels.put(matcher.group(1), value) == null, "each label once: " + line);
            end = matcher.end();
        }
        check(end == text.length() && !text.endsWith(",") && !text.isEmpty(), "labels: " + line);
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private void checkHistograms() {
        buckets.forEach((key, list) -> {
            for (int i = 1; i < list.size(); i++) {
                check(list.get(i)[0] > list.get(i - 1)[0], "ascending bounds: " + key);
                check(list.get(i)[1] >= list.get(i - 1)[1], "ascending counts: " + key);
            }
            double[] last = list.getLast();
            check(last[0] == Double.POSITIVE_INFINITY, "the last bound is +Inf: " + key);
            String name = key.substring(0, key.indexOf('{'));
            check(
                    values.getOrDefault(name + "_count" + key.substring(name.length()), -1.0) == last[1],
                    "+Inf is the count: " + key);
        });
    }
}
