package dev.skein.telemetry;

import dev.skein.telemetry.Family.Sample;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The metrics about connections: of clients by listener, to servers by server. */
final class ConnectionFamilies {
    private final Metrics metrics;

    private ConnectionFamilies(Metrics metrics) {
        this.metrics = metrics;
    }

    static List<Family> of(Metrics metrics) {
        ConnectionFamilies families = new ConnectionFamilies(metrics);
        return Stream.of(families.clients(), families.passedOn(), families.servers(), families.durations())
                .flatMap(List::stream)
                .toList();
    }

    private List<Family> clients() {
        return List.of(
                listener("connections_accepted", Family.Type.COUNTER, "Connections accepted", ListenerStats::accepted),
                listener("connections_open", Family.Type.GAUGE, "Connections open now", ListenerStats::open),
                listener(
                        "connections_refused",
                        Family.Type.COUNTER,
                        "Connections turned away because of a limit",
                        ListenerStats::refusals),
                listener(
                        "handshakes_failed",
                        Family.Type.COUNTER,
                        "TLS handshakes that failed",
                        ListenerStats::handshakesFailed));
    }

    private List<Family> passedOn() {
        return List.of(
                listener(
                        "received_bytes",
                        Family.Type.COUNTER,
                        "Bytes from clients whose connections are passed on as they are",
                        ListenerStats::bytesReceived),
                listener(
                        "sent_bytes",
                        Family.Type.COUNTER,
                        "Bytes to clients whose connections are passed on as they are",
                        ListenerStats::bytesSent),
                new Family(
                        "skein_listener_failures",
                        Family.Type.COUNTER,
                        "Connections passed on as they are that did not end well, by end code",
                        List.of("listener", "end", "reason"),
                        () -> metrics.listeners().stream()
                                .flatMap(listener -> TrafficFamilies.ends(listener.ends(), List.of(listener.name())))));
    }

    private List<Family> servers() {
        return List.of(
                server("connections_opened", Family.Type.COUNTER, "Connections established", ServerStats::opened),
                server(
                        "connections_open",
                        Family.Type.GAUGE,
                        "Connections open now, idle ones included",
                        ServerStats::open),
                server("connections_idle", Family.Type.GAUGE, "Connections idle now", ServerStats::idle),
                server(
                        "connections_reused",
                        Family.Type.COUNTER,
                        "Exchanges whose connection came out of the pool",
                        server -> server.traffic().volume().reused()));
    }

    private List<Family> durations() {
        return List.of(
                durations(
                        "connect_duration_seconds",
                        "How long new connections took to establish",
                        server -> Family.distribution(labels(server), server.connect())),
                durations(
                        "first_byte_duration_seconds",
                        "From the sending of a request to the head of its response",
                        server -> Family.distribution(labels(server), server.firstByte())));
    }

    private Family listener(String name, Family.Type type, String help, ToLongFunction<ListenerStats> value) {
        return new Family(
                "skein_listener_" + name,
                type,
                help,
                List.of("listener"),
                () -> metrics.listeners().stream()
                        .map(listener -> Family.count(List.of(listener.name()), value.applyAsLong(listener))));
    }

    private Family server(String name, Family.Type type, String help, ToLongFunction<ServerStats> value) {
        return new Family(
                "skein_server_" + name,
                type,
                help,
                List.of("pool", "server"),
                () -> metrics.servers().stream()
                        .map(server -> Family.count(labels(server), value.applyAsLong(server))));
    }

    private Family durations(String name, String help, Function<ServerStats, Sample> sample) {
        return new Family(
                "skein_server_" + name,
                Family.Type.HISTOGRAM,
                help,
                List.of("pool", "server"),
                () -> metrics.servers().stream().map(sample));
    }

    private static List<String> labels(ServerStats server) {
        return List.of(server.key().pool(), server.key().server());
    }
}
