package dev.skein.telemetry;

import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.telemetry.Family.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The metrics about exchanges: the same of routes, pools and servers. */
final class TrafficFamilies<S extends TrafficStats> {
    private final String prefix;
    private final List<String> labels;
    private final Supplier<List<S>> subjects;
    private final Function<S, List<String>> values;

    private TrafficFamilies(
            String prefix, List<String> labels, Supplier<List<S>> subjects, Function<S, List<String>> values) {
        this.prefix = prefix;
        this.labels = labels;
        this.subjects = subjects;
        this.values = values;
    }

    static List<Family> of(Metrics metrics) {
        List<Family> families = new ArrayList<>();
        families.addAll(
                new TrafficFamilies<>("skein_", List.of("route"), metrics::routes, route -> List.of(route.name()))
                        .families("routes; an empty name: no route matched"));
        families.addAll(
                new TrafficFamilies<>("skein_pool_", List.of("pool"), metrics::pools, pool -> List.of(pool.name()))
                        .families("pools"));
        families.addAll(new TrafficFamilies<>(
                        "skein_server_",
                        List.of("pool", "server"),
                        metrics::servers,
                        server -> List.of(server.key().pool(), server.key().server()))
                .families("servers"));
        return families;
    }

    private List<Family> families(String of) {
        return List.of(
                requests("Exchanges that ended, by status; " + of),
                failures("Exchanges that did not end well, of servers attempts too, by end code; " + of),
                counter("attempts", "Requests sent to servers, or tried to", TrafficReading.Volume::attempts),
                counter("retries", "Attempts that were not an exchange's first", TrafficReading.Volume::retries),
                counter("received_bytes", "Bytes from clients, heads and bodies", TrafficReading.Volume::bytesIn),
                counter("sent_bytes", "Bytes to clients, heads and bodies", TrafficReading.Volume::bytesOut),
                inFlight("Exchanges under way; " + of),
                durations("From first byte in to last byte out, tunnels left out; " + of));
    }

    private Family requests(String help) {
        return new Family(
                prefix + "requests",
                Family.Type.COUNTER,
                help,
                with("code"),
                () -> subjects.get().stream().flatMap(this::statuses));
    }

    private Family failures(String help) {
        return new Family(
                prefix + "failures",
                Family.Type.COUNTER,
                help,
                with("end", "reason"),
                () -> subjects.get().stream()
                        .flatMap(subject -> ends(subject.traffic().codes(), values.apply(subject))));
    }

    private Family inFlight(String help) {
        return new Family(
                prefix + "requests_in_flight",
                Family.Type.GAUGE,
                help,
                labels,
                () -> subjects.get().stream().map(subject -> Family.count(values.apply(subject), subject.inFlight())));
    }

    private Family durations(String help) {
        return new Family(
                prefix + "request_duration_seconds",
                Family.Type.HISTOGRAM,
                help,
                labels,
                () -> subjects.get().stream().map(this::duration));
    }

    private Family counter(String name, String help, ToLongFunction<TrafficReading.Volume> value) {
        return new Family(
                prefix + name,
                Family.Type.COUNTER,
                help,
                labels,
                () -> subjects.get().stream()
                        .map(subject -> Family.count(
                                values.apply(subject),
                                value.applyAsLong(subject.traffic().volume()))));
    }

    private List<String> with(String... more) {
        return with(labels, more);
    }

    private static List<String> with(List<String> first, String... more) {
        return Stream.concat(first.stream(), Arrays.stream(more)).toList();
    }

    private Stream<Sample> statuses(S subject) {
        SparseReading codes = subject.traffic().codes();
        List<Sample> samples = new ArrayList<>();
        for (int i = codes.next(0); i >= 0 && i < Traffic.STATUSES; i = codes.next(i + 1)) {
            samples.add(Family.count(values(subject, Integer.toString(i)), codes.get(i)));
        }
        return samples.stream();
    }

    /** How many ended in each way other than well. */
    static Stream<Sample> ends(SparseReading codes, List<String> labels) {
        List<Sample> samples = new ArrayList<>();
        for (Failure failure : Failure.values()) {
            for (Phase phase : Phase.values()) {
                long count = codes.get(Traffic.endIndex(failure, phase));
                if (count > 0) {
                    String reason = failure.name().toLowerCase(Locale.ROOT).replace('_', '-');
                    samples.add(Family.count(with(labels, "" + failure.letter() + phase.letter(), reason), count));
                }
            }
        }
        return samples.stream();
    }

    private Sample duration(S subject) {
        return Family.distribution(values.apply(subject), subject.traffic().duration());
    }

    private List<String> values(S subject, String... more) {
        return with(values.apply(subject), more);
    }
}
