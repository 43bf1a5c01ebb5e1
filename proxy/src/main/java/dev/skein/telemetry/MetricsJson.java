package dev.skein.telemetry;

import dev.skein.telemetry.Family.Sample;
import dev.skein.telemetry.Family.Value;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes the catalogue as JSON: an array of families, each with its samples; histograms as count, sum and percentiles in
 * seconds. For scripts that have no Prometheus. For any thread.
 */
public final class MetricsJson {
    private final StringBuilder out = new StringBuilder(1 << 14);

    private MetricsJson() {}

    /** All families with their present values. */
    public static String write(Catalogue catalogue) {
        MetricsJson json = new MetricsJson();
        String separator = "[";
        for (Family family : catalogue.families()) {
            json.out.append(separator);
            json.family(family);
            separator = ",";
        }
        return json.out.append(separator.equals("[") ? "[]" : "]").toString();
    }

    private void family(Family family) {
        out.append("{\"name\":");
        JsonText.string(out, family.name()).append(",\"type\":");
        JsonText.string(out, family.type().name().toLowerCase(Locale.ROOT)).append(",\"help\":");
        JsonText.string(out, family.help()).append(",\"samples\":[");
        try (Stream<Sample> samples = family.samples().get()) {
            Iterator<Sample> each = samples.iterator();
            while (each.hasNext()) {
                sample(family.labels(), each.next());
                out.append(each.hasNext() ? "," : "");
            }
        }
        out.append("]}");
    }

    private void sample(List<String> names, Sample sample) {
        out.append("{\"labels\":{");
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ",");
            JsonText.string(out, names.get(i)).append(':');
            JsonText.string(out, sample.labels().get(i));
        }
        out.append("},");
        switch (sample.value()) {
            case Value.Count(long count) -> out.append("\"value\":").append(count);
            case Value.Amount(double amount) -> member("value", amount);
            case Value.Total(long count, double sum) -> total(count, sum);
            case Value.Distribution(HistogramReading durations) -> distribution(durations);
        }
        out.append('}');
    }

    private void total(long count, double sum) {
        out.append("\"count\":").append(count).append(',');
        member("sum", sum);
    }

    private void distribution(HistogramReading durations) {
        total(durations.count(), durations.sumNanos() / 1e9);
        for (int percent : new int[] {50, 90, 95, 99}) {
            out.append(',');
            double nanos = durations.percentileNanos(percent / 100.0);
            member("p" + percent, durations.count() == 0 ? Double.NaN : nanos / 1e9);
        }
    }

    private void member(String name, double value) {
        JsonText.string(out, name).append(':');
        // JSON knows neither infinities nor "not a number".
        out.append(Double.isFinite(value) ? Double.toString(value) : "null");
    }
}
