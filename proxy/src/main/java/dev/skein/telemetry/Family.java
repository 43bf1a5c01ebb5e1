package dev.skein.telemetry;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One metric of the catalogue: what it is called and means, and how to read it.
 *
 * @param name in Prometheus' manner, with its unit; of a counter without {@code _total}
 * @param type what kind of figure it is
 * @param help one sentence, without a full stop
 * @param labels names of the labels that every sample has
 * @param samples reads the present values; called by whoever scrapes, on its thread
 */
public record Family(String name, Type type, String help, List<String> labels, Supplier<Stream<Sample>> samples) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** Kinds of figures. */
    public enum Type {
        /** Only grows, from 0 at the start of the process. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Durations in buckets. */
        HISTOGRAM,
        /** A count and a sum. */
        SUMMARY
    }

    /**
     * One value.
     *
     * @param labels values, in the order of the family's names
     * @param value of the kind that the family's type says
     */
    public record Sample(List<String> labels, Value value) {}

    /** A value by kind. */
    public sealed interface Value {
        /** A whole number: counters and gauges. */
        record Count(long count) implements Value {}

        /** Any number: counters and gauges. */
        record Amount(double amount) implements Value {}

        /** Of a histogram. */
        record Distribution(HistogramReading durations) implements Value {}

        /** Of a summary; the sum in the unit of the family's name. */
        record Total(long count, double sum) implements Value {}
    }

    public Family {
        if (!NAME.matcher(name).matches() || name.endsWith("_total")) {
            throw new IllegalArgumentException("name: " + name + " (expected: " + NAME + ", without _total)");
        }
        labels = List.copyOf(labels);
    }

    /** A gauge without labels. */
    public static Family gauge(String name, String help, DoubleSupplier value) {
        return new Family(name, Type.GAUGE, help, List.of(), () -> Stream.of(amount(List.of(), value.getAsDouble())));
    }

    /** A counter without labels. */
    public static Family counter(String name, String help, DoubleSupplier value) {
        return new Family(name, Type.COUNTER, help, List.of(), () -> Stream.of(amount(List.of(), value.getAsDouble())));
    }

    /** A sample with a whole number. */
    public static Sample count(List<String> labels, long count) {
        return new Sample(labels, new Value.Count(count));
    }

    /** A sample with any number. */
    public static Sample amount(List<String> labels, double amount) {
        return new Sample(labels, new Value.Amount(amount));
    }

    /** A sample with durations. */
    public static Sample distribution(List<String> labels, HistogramReading durations) {
        return new Sample(labels, new Value.Distribution(durations));
    }
}
