package dev.skein.telemetry;

import dev.skein.telemetry.Family.Sample;
import dev.skein.telemetry.Family.Value;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the catalogue in Prometheus' text format 0.0.4, or in OpenMetrics 1.0 for who asks for it. By hand, for the
 * values live in per-loop arrays of ours: a client library brings a registry and values of its own, or as much code to
 * bridge to it. For any thread.
 */
public final class PrometheusText {
    /** Upper bounds of the histograms' buckets, in seconds. */
    private static final double[] BOUNDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    private static final long[] BOUNDS_NANOS = new long[BOUNDS.length];

    static {
        for (int i = 0; i < BOUNDS.length; i++) {
            BOUNDS_NANOS[i] = Math.round(BOUNDS[i] * 1e9);
        }
    }

    /** The two formats. */
    public enum Format {
        /** Text format 0.0.4. */
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
        /** OpenMetrics 1.0.0. */
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** What the response's {@code Content-Type} says. */
        public String contentType() {
            return contentType;
        }

        /** What the client asks for by its {@code Accept} field; the old format where that is silent. */
        public static Format of(@Nullable String accept) {
            return accept != null && accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text")
                    ? OPEN_METRICS
                    : PROMETHEUS;
        }
    }

    private final Format format;
    private final StringBuilder out = new StringBuilder(1 << 14);

    private PrometheusText(Format format) {
        this.format = format;
    }

    /** All families with their present values. */
    public static String write(Catalogue catalogue, Format format) {
        PrometheusText text = new PrometheusText(format);
        catalogue.families().forEach(text::family);
        if (format == Format.OPEN_METRICS) {
            text.out.append("# EOF\n");
        }
        return text.out.toString();
    }

    private void family(Family family) {
        // The old format calls a counter what its samples are called; OpenMetrics leaves the suffix off.
        String name = format == Format.PROMETHEUS ? sampleName(family) : family.name();
        out.append("# HELP ").append(name).append(' ');
        help(family.help());
        out.append("\n# TYPE ").append(name).append(' ');
        out.append(family.type().name().toLowerCase(Locale.ROOT)).append('\n');
        try (Stream<Sample> samples = family.samples().get()) {
            samples.forEach(sample -> sample(family, sample));
        }
    }

    private static String sampleName(Family family) {
        return family.type() == Family.Type.COUNTER ? family.name() + "_total" : family.name();
    }

    private void sample(Family family, Sample sample) {
        switch (sample.value()) {
            case Value.Count(long count) ->
                line(sampleName(family), family, sample, null).append(count).append('\n');
            case Value.Amount(double amount) -> number(line(sampleName(family), family, sample, null), amount);
            case Value.Total(long count, double sum) -> total(family, sample, count, sum);
            case Value.Distribution(HistogramReading durations) -> distribution(family, sample, durations);
        }
    }

    private void total(Family family, Sample sample, long count, double sum) {
        line(family.name() + "_count", family, sample, null).append(count).append('\n');
        number(line(family.name() + "_sum", family, sample, null), sum);
    }

    private void distribution(Family family, Sample sample, HistogramReading durations) {
        long[] cumulative = durations.cumulative(BOUNDS_NANOS);
        String bucket = family.name() + "_bucket";
        for (int i = 0; i < BOUNDS.length; i++) {
            line(bucket, family, sample, Double.toString(BOUNDS[i]))
                    .append(cumulative[i])
                    .append('\n');
        }
        line(bucket, family, sample, "+Inf").append(durations.count()).append('\n');
        total(family, sample, durations.count(), durations.sumNanos() / 1e9);
    }

    /** Everything of a line but its value. */
    private StringBuilder line(String name, Family family, Sample sample, @Nullable String bound) {
        out.append(name);
        List<String> names = family.labels();
        char separator = '{';
        for (int i = 0; i < names.size(); i++) {
            out.append(separator).append(names.get(i)).append("=\"");
            label(sample.labels().get(i));
            out.append('"');
            separator = ',';
        }
        if (bound != null) {
            out.append(separator).append("le=\"").append(bound).append('"');
            separator = ',';
        }
        return separator == '{' ? out.append(' ') : out.append("} ");
    }

    private static void number(StringBuilder out, double value) {
        if (Double.isInfinite(value)) {
            out.append(value > 0 ? "+Inf\n" : "-Inf\n");
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            out.append((long) value).append('\n');
        } else {
            out.append(value).append('\n');
        }
    }

    /** A label's value: backslash, quote and line feed are escaped. */
    private void label(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }

    /** A help text: backslash and line feed are escaped, and in OpenMetrics quotes. */
    private void help(String text) {
        if (format == Format.OPEN_METRICS) {
            label(text);
        } else {
            out.append(text.replace("\\", "\\\\").replace("\n", "\\n"));
        }
    }
}
