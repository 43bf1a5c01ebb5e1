package dev.skein.admin;

import dev.skein.telemetry.Catalogue;
import dev.skein.telemetry.Family;
import dev.skein.telemetry.Family.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Metrics of which each node told its own: its id is the first label of each sample. */
final class PerNode {
    static final List<String> NODE = List.of("node");

    private final String prefix;
    private final List<Family> all = new ArrayList<>();

    PerNode(String prefix) {
        this.prefix = prefix;
    }

    Catalogue catalogue() {
        Catalogue catalogue = new Catalogue();
        catalogue.add(all);
        return catalogue;
    }

    void add(List<Family> more) {
        all.addAll(more);
    }

    void add(String name, Family.Type type, String help, List<String> labels, Supplier<Stream<Sample>> samples) {
        all.add(new Family(prefix + name, type, help, labels, samples));
    }

    /** One value a node. */
    <T> void gauge(String name, String help, Map<String, T> of, ToDoubleFunction<T> value) {
        add(
                name,
                Family.Type.GAUGE,
                help,
                NODE,
                () -> each(of, (id, one) -> Stream.of(Family.amount(List.of(id), value.applyAsDouble(one)))));
    }

    /** The same, of what only grows. */
    <T> void counter(String name, String help, Map<String, T> of, ToLongFunction<T> value) {
        add(
                name,
                Family.Type.COUNTER,
                help,
                NODE,
                () -> each(of, (id, one) -> Stream.of(Family.count(List.of(id), value.applyAsLong(one)))));
    }

    static <T> Stream<Sample> each(Map<String, T> of, BiFunction<String, T, Stream<Sample>> samples) {
        return of.entrySet().stream().flatMap(one -> samples.apply(one.getKey(), one.getValue()));
    }

    static List<String> with(String node, List<String> more) {
        return Stream.concat(Stream.of(node), more.stream()).toList();
    }
}
