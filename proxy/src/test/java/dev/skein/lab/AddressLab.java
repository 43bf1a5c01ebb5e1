package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.Main;
import dev.skein.keeper.KeeperMain;
import dev.skein.lab.Lab.Direction;
import dev.skein.lab.Lab.Network;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Nodes with their keepers, three as a rule, one virtual address, a server behind and a client in front of them. */
final class AddressLab implements AutoCloseable {
    static final List<String> IDS = List.of("a", "b", "c");
    static final String ADDRESS = "203.0.113.200";
    static final String PORT = "8080";

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String PER_SECOND = "200";
    private static final String API = "http://127.0.0.1:9090/api/v1";

    private final Path directory;
    private final Shape shape;
    final Lab lab;
    private final Map<String, LabProcess> nodes = new TreeMap<>();
    private final Map<String, LabProcess> keepers = new TreeMap<>();
    private final AnswerWatch watch;

    /** @param settings of the cluster */
    AddressLab(Path directory, String settings) throws IOException {
        this(directory, settings, "", Shape.USUAL);
    }

    /**
     * Who takes part.
     *
     * @param nodes that can hold an address
     * @param witness that votes beside them; empty: none
     * @param main what a node runs
     * @param places of nodes, also of those that are none
     */
    record Shape(List<String> nodes, String witness, Class<?> main, int places, String classPath) {
        static final Shape USUAL = of(IDS, "", Main.class);

        static Shape of(List<String> nodes, String witness, Class<?> main) {
            return new Shape(nodes, witness, main, 3, Lab.classPath());
        }

        List<String> voters() {
            return witness.isEmpty()
                    ? nodes
                    : Stream.concat(nodes.stream(), Stream.of(witness)).toList();
        }
    }

    static AddressLab of(Path directory, String settings, Shape shape) throws IOException {
        return new AddressLab(directory, settings, "", shape);
    }

    /**
     * With a place {@code d} that is no node, for what stands in front of them.
     *
     * @param others settings besides the cluster's
     */
    static AddressLab withFront(Path directory, String settings, String others) throws IOException {
        return new AddressLab(directory, settings, others, new Shape(IDS, "", Main.class, 4, Lab.classPath()));
    }

    /**
     * With another Hazelcast than the one that was compiled with.
     *
     * @param others settings besides the cluster's
     * @param hazelcast its jar, or a link to it
     */
    static AddressLab withHazelcast(Path directory, String settings, String others, Path hazelcast) throws IOException {
        Shape shape = new Shape(IDS, "", Main.class, 3, Hazelcasts.classPath(hazelcast));
        return new AddressLab(directory, settings, others, shape);
    }

    private AddressLab(Path directory, String settings, String others, Shape shape) throws IOException {
        this.directory = directory;
        this.shape = shape;
        lab = Lab.up(shape.places, 1);
        LabProcess server = lab.java("s1", ProberLabIT.Answering.class, Lab.address("s1", Network.SERVERS));
        soon(() -> server.lines().contains("ready"));
        for (String id : shape.voters()) {
            String own = id.equals(shape.witness) ? "role = witness" : settings;
            Files.writeString(directory.resolve(id + ".conf"), configuration(id, own, others));
        }
        shape.nodes.forEach(this::startKeeper);
        shape.voters().forEach(this::startNode);
        // Of one that all share, connections are taken by all.
        watch = new AnswerWatch(lab, shape.nodes, ADDRESS, settings.contains("mode = shared") ? "" : PORT);
        shape.nodes.forEach(this::awaitThere);
        soon(() -> !watch.holder().isEmpty());
    }

    private String configuration(String id, String settings, String others) {
        return """
            skein {
              node { id = %1$s, data = "%2$s", event-loops = 1 }
              listeners { http { bind = "0.0.0.0:%3$s" } }
              admin.bind = "127.0.0.1:9090"
              access-log.output = off
              pools { web { servers = [ "%4$s:8080" ] } }
              routes = [ { name = all, pool = web } ]
              cluster {
                name = edge, bind = "%5$s", members = [ %9$s ], voters = [ %10$s ]
                secret = "sixteen characters or more", insecure = true
                virtual-ips = [ { address = "%6$s/24", interface = eth0 } ]
                %7$s
              }
              %8$s
            }
            """.formatted(
                        id,
                        directory.resolve(id),
                        PORT,
                        Lab.address("s1", Network.SERVERS),
                        Lab.address(id, Network.CLUSTER),
                        ADDRESS,
                        settings,
                        others,
                        shape.voters().stream()
                                .map(each -> '"' + Lab.address(each, Network.CLUSTER) + '"')
                                .collect(Collectors.joining(", ")),
                        String.join(", ", shape.voters()));
    }

    /** Before all other work of the machine: what is measured is not its scheduler. */
    private static List<String> java(String... arguments) {
        return javaWith(Lab.classPath(), arguments);
    }

    private static List<String> javaWith(String classPath, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "echo -10 >/proc/self/autogroup 2>/dev/null; exec nice -n -10 \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath));
        command.addAll(List.of(arguments));
        return command;
    }

    void startNode(String id) {
        nodes.put(
                id,
                lab.run(
                        id,
                        javaWith(
                                shape.classPath,
                                "-Xmx160m",
                                shape.main.getName(),
                                "run",
                                "-c",
                                directory.resolve(id + ".conf").toString())));
    }

    void startKeeper(String id) {
        startKeeper(id, List.of());
    }

    /** @param by a command that starts another one: with fewer rights, say */
    void startKeeper(String id, List<String> by) {
        List<String> command = new ArrayList<>(by);
        command.addAll(java(
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                KeeperMain.class.getName(),
                directory.resolve(id).resolve("keeper").toString()));
        keepers.put(id, lab.run(id, command));
    }

    /** What {@code skein check} says of a node's configuration. */
    LabProcess check(String id, List<String> by) {
        List<String> command = new ArrayList<>(by);
        command.addAll(java(
                Main.class.getName(),
                "check",
                "-c",
                directory.resolve(id + ".conf").toString()));
        return lab.run(id, command);
    }

    LabProcess node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    LabProcess keeper(String id) {
        return Objects.requireNonNull(keepers.get(id), id);
    }

    /** Asks a node's admin listener for what is below {@code /api/v1}. */
    Answer ask(String id, String path) {
        return lab.place(id).call(() -> Answer.to("GET", "http://127.0.0.1:9090/api/v1" + path, null));
    }

    static void soon(Callable<Boolean> condition) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    /** The same, where what is asked may be away for a while. */
    static void soonIgnoring(Callable<Boolean> condition) {
        await().atMost(SOON.multipliedBy(2))
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }

    private LabProcess prober(String place, Duration patience, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-Xmx64m", Prober.class.getName()));
        all.addAll(List.of(arguments));
        all.add(String.valueOf(patience.toMillis()));
        return lab.run(place, java(all.toArray(String[]::new)));
    }

    /** Until the keeper has its node. */
    void awaitThere(String id) {
        try {
            soon(() -> keeper(id).lines().stream()
                    .filter(line -> line.contains("the node is ") && !line.contains("well"))
                    .reduce("", (_, last) -> last)
                    .endsWith("the node is there"));
        } catch (RuntimeException e) {
            throw new AssertionError(id + ": " + keeper(id).lines() + "\n" + node(id).lines(), e);
        }
    }

    /** From that node's own place, to its admin API. */
    Answer send(String id, String method, String path, @Nullable JsonObject body) {
        return lab.place(id).call(() -> Answer.to(method, API + path, body));
    }

    /** The newest of those rolls or drills; with the state {@code none} if there is none. */
    JsonObject latest(String id, String what) {
        List<JsonObject> all = send(id, "GET", "/" + what, null).list(what);
        return all.isEmpty() ? new JsonObject().put("state", "none") : all.getFirst();
    }

    static boolean isOver(JsonObject one) {
        return List.of("done", "stopped", "refused", "aborted").contains(one.getString("state"));
    }

    /** Who answers for another address. */
    AnswerWatch watch(String address) {
        return new AnswerWatch(lab, shape.nodes, address, PORT);
    }

    /** When the address answered first where it is now; nanoseconds, as {@link System#nanoTime()}. */
    long since() {
        return watch.since();
    }

    String holder() {
        return watch.holder();
    }

    /** Answers so far while another answered. */
    int doubled() {
        return watch.doubled();
    }

    AnswerWatch.Report finish() {
        return watch.finish();
    }

    /** Who does what to the holder, and how it is undone. */
    enum Fault {
        NODE_STOPPED,
        NODE_KILLED,
        NODE_FROZEN,
        BOTH_KILLED,
        BOTH_FROZEN,
        KEEPER_KILLED,
        CLUSTER_CUT,
        /** It hears nobody, but is heard. */
        CLUSTER_DEAF,
        /** It hears all, but is not heard. */
        CLUSTER_MUTE,
        PUBLIC_UNPLUGGED,
        /** Nothing comes from clients or goes to them, and the link is up: nobody can notice. */
        PUBLIC_CUT,
        PUBLIC_DEAF,
        PUBLIC_MUTE,
        /** From all networks, and nobody is told: as if its power had gone, and came back. */
        ALL_CUT,
        /** Other software empties all tables; nothing should come of it. */
        RULES_FLUSHED;

        /** Those that {@code skein.failover.faults} names, split by commas; all unless it is there. */
        static List<Fault> wanted() {
            String named = System.getProperty("skein.failover.faults", "");
            return named.isEmpty()
                    ? List.of(values())
                    : Arrays.stream(named.split(",", -1)).map(Fault::valueOf).toList();
        }

        /** Whether the holder may stay who it is. */
        boolean mayStay() {
            return switch (this) {
                case KEEPER_KILLED, RULES_FLUSHED, PUBLIC_CUT, PUBLIC_DEAF, PUBLIC_MUTE -> true;
                default -> false;
            };
        }
    }

    /** One failure under load, until another answers; and its end. */
    ProbeReport cycle(Fault fault) {
        String victim = holder();
        LabProcess prober = prober("client", Probing.IMPATIENT, ADDRESS, PORT, PER_SECOND, "fresh");
        Probing.awaitSteady(prober);
        fail(fault, victim);
        awaitAnother(fault, victim);
        settle(Duration.ofMillis(1_500));
        ProbeReport report = Probing.part(prober);
        prober.finish();
        mended(fault, victim);
        return report;
    }

    private void awaitAnother(Fault fault, String victim) {
        try {
            soon(() -> !watch.holder().equals(victim) || fault.mayStay());
        } catch (RuntimeException e) {
            StringBuilder all = new StringBuilder("nobody took over from " + victim + ", " + fault);
            for (String id : shape.nodes) {
                all.append("\nkeeper ").append(id).append(": ").append(latest(keeper(id)));
                all.append("\nnode ").append(id).append(": ").append(latest(node(id)));
            }
            throw new AssertionError(all.toString(), e);
        }
    }

    private static String latest(LabProcess process) {
        List<String> lines = process.lines();
        return String.join("\n    ", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    /** Asks {@code fresh} or {@code kept} a hundred times each second. */
    LabProcess prober(String place, String address, String port, String kind) {
        return prober(place, Probing.PATIENT, address, port, "100", kind);
    }

    /** Twice as often, as a client that gives each request up soon, as those do that are told of outages. */
    LabProcess impatient(String address, String kind) {
        return prober("client", Probing.IMPATIENT, address, PORT, PER_SECOND, kind);
    }

    /** A client under way. */
    LabProcess prober(String address, String kind) {
        LabProcess prober = prober("client", Probing.PATIENT, address, PORT, PER_SECOND, kind);
        Probing.awaitSteady(prober);
        return prober;
    }

    /** Who holds an address, as a node tells that is there. */
    String holder(String address) {
        String asked = shape.nodes.stream()
                .filter(id -> node(id).isAlive())
                .findFirst()
                .orElseThrow();
        Answer all = lab.place(asked).call(() -> Answer.to("GET", API + "/virtual-ips", null));
        return all.list("virtualIps").stream()
                .filter(one -> one.getString("address").equals(address))
                .map(one -> String.valueOf(one.getString("holder")))
                .findFirst()
                .orElse("");
    }

    /** As an operator would, by that node. */
    void move(String address, String from, String to) {
        Answer answer = lab.place(from)
                .call(() ->
                        Answer.to("POST", API + "/virtual-ips/" + address + "/move", new JsonObject().put("to", to)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /**
     * Until clients have been told by an answer, on each connection from before the last move, to connect anew. Those that were
     * not would be reset by the next one: a holder sends on to the former one, and not to the one before that.
     */
    void awaitNothingRelayed(String address) {
        String map = address.contains(":") ? "former6" : "former4";
        // As the tool prints it: 2001:db8:113::200.
        String printed = address.replace(":0:0:0:0:", "::");
        soon(() -> shape.nodes.stream().noneMatch(id -> {
            List<String> list = List.of("nft", "list", "map", "netdev", "skein_relay", map);
            try (LabProcess nft = lab.run(id, list)) {
                return nft.output().contains(printed);
            }
        }));
    }

    /** Told to end; its keeper stays. */
    void stop(String id) {
        node(id).signal("TERM");
    }

    static void settle(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    /** Makes it happen; to be undone by {@link #mended}. */
    void fail(Fault fault, String victim) {
        switch (fault) {
            case NODE_STOPPED -> node(victim).signal("TERM");
            case NODE_KILLED -> lab.kill(node(victim));
            case NODE_FROZEN -> lab.freeze(node(victim));
            case BOTH_KILLED -> {
                keeper(victim).close();
                node(victim).close();
            }
            case BOTH_FROZEN -> {
                lab.freeze(keeper(victim));
                lab.freeze(node(victim));
            }
            case KEEPER_KILLED -> {
                lab.kill(keeper(victim));
                startKeeper(victim);
            }
            case CLUSTER_CUT -> lab.cut(victim, Network.CLUSTER, Direction.BOTH);
            case CLUSTER_DEAF -> lab.cut(victim, Network.CLUSTER, Direction.IN);
            case CLUSTER_MUTE -> lab.cut(victim, Network.CLUSTER, Direction.OUT);
            case PUBLIC_UNPLUGGED -> lab.unplug(victim, Network.PUBLIC);
            case PUBLIC_CUT -> lab.cut(victim, Network.PUBLIC, Direction.BOTH);
            case PUBLIC_DEAF -> lab.cut(victim, Network.PUBLIC, Direction.IN);
            case PUBLIC_MUTE -> lab.cut(victim, Network.PUBLIC, Direction.OUT);
            case ALL_CUT -> {
                lab.cut(victim, Network.PUBLIC, Direction.BOTH);
                lab.cut(victim, Network.CLUSTER, Direction.BOTH);
            }
            case RULES_FLUSHED -> lab.run(victim, List.of("nft", "flush", "ruleset"));
        }
    }

    /** Its end, and that of what it caused: the cluster is whole again. */
    void mended(Fault fault, String victim) {
        mend(fault, victim);
        awaitThere(victim);
        // Long enough for the others to hear of it, so that the next failure meets a whole cluster.
        settle(Duration.ofMillis(1_500));
    }

    private void mend(Fault fault, String victim) {
        switch (fault) {
            case NODE_STOPPED, NODE_KILLED -> {
                soon(() -> !node(victim).isAlive());
                startNode(victim);
            }
            case NODE_FROZEN -> lab.thaw(node(victim));
            case BOTH_KILLED -> {
                startKeeper(victim);
                startNode(victim);
            }
            case BOTH_FROZEN -> {
                lab.thaw(keeper(victim));
                lab.thaw(node(victim));
            }
            case KEEPER_KILLED, RULES_FLUSHED -> {}
            case CLUSTER_CUT, CLUSTER_DEAF, CLUSTER_MUTE -> lab.heal(victim, Network.CLUSTER);
            case PUBLIC_UNPLUGGED, PUBLIC_CUT, PUBLIC_DEAF, PUBLIC_MUTE -> lab.heal(victim, Network.PUBLIC);
            case ALL_CUT -> lab.heal();
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
