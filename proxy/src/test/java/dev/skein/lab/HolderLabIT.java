package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import dev.skein.lab.AddressLab.Fault;
import dev.skein.lab.Lab.Direction;
import dev.skein.lab.Lab.Network;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What befalls holders of addresses besides the failures of {@link VirtualIpLabIT}: they or their successors die in the middle
 * of a hand-over, what clients have open lives on, IPv6, and what makes a node give an address up by itself. Never do two
 * answer. {@code -Dskein.holder.deaths=20} asks for so many deaths in hand-overs, {@code -Dskein.holder.long=true} for what
 * CI leaves out.
 */
@Tag("lab")
class HolderLabIT {
    private static final int DEATHS = Integer.getInteger("skein.holder.deaths", 1);
    private static final String V6 = "2001:db8:113:0:0:0:0:200";
    private static final int DRAIN_SECONDS = 6;
    /** Text, without a mask, which only the server would mind. */
    private static final String FRAME = "\u0081\u0006hello\n";

    private static final int SOCKETS = 8001;
    private static final int SERVERS = 6;
    /** With the promise of half a second: what is left of it, in whole seconds, and one more at least. */
    private static final int MOST_VALID = 2;

    private static final Pattern VALID =
            Pattern.compile(" " + AddressLab.ADDRESS.replace(".", "[.]") + "/.* valid_lft (\\d+)sec");
    private static final String API = "http://127.0.0.1:9090/api/v1";
    private static final String SETTINGS = """
        drain-timeout = %ds
        virtual-ips = [ { address = "203.0.113.200/24", interface = eth0, group = web }
                        { address = "2001:db8:113::200/64", interface = eth0, group = web } ]
        """.formatted(DRAIN_SECONDS);
    private static final String OTHERS = """
        defaults.pool.health { type = tcp, interval = 300ms, fall = 2 }
        pools.sockets { servers = [ %s ] }
        routes = [ { name = sockets, priority = 10, match.path = /ws, pool = sockets }
                   { name = all, pool = web, response-headers.set { X-Node = "%%{node.id}" } } ]
        """.formatted(IntStream.range(SOCKETS, SOCKETS + SERVERS)
            .mapToObj(port -> "\"" + Lab.address("s1", Network.SERVERS) + ":" + port + "\"")
            .collect(Collectors.joining(", ")));

    @TempDir
    static Path directory;

    private static final List<ServerSocket> LISTENING = new ArrayList<>();
    private static AddressLab lab;
    private static AnswerWatch watch6;

    @BeforeAll
    static void start() throws IOException {
        lab = AddressLab.withFront(directory, SETTINGS, OTHERS);
        watch6 = lab.watch("2001:db8:113::200");
        for (int port = SOCKETS; port < SOCKETS + SERVERS; port++) {
            int own = port;
            ServerSocket listening = lab.lab
                    .place("s1")
                    .call(() -> new ServerSocket(own, 50, InetAddress.getByName(Lab.address("s1", Network.SERVERS))));
            LISTENING.add(listening);
            Thread.ofVirtual().start(() -> accept(listening));
        }
    }

    @AfterAll
    static void neverDidTwoAnswer() throws IOException {
        List<AnswerWatch.Report> answers = List.of(lab.finish(), watch6.finish());
        lab.close();
        for (ServerSocket listening : LISTENING) {
            listening.close();
        }
        assertThat(answers).allMatch(report -> report.doubled() == 0);
    }

    private static void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** A WebSocket as far as a proxy can tell: frames come back. */
    private static void echo(Socket socket) {
        try (RawClient peer = RawClient.over(socket)) {
            if (!peer.head().endsWith("\r\n\r\n")) {
                return;
            }
            peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            for (String line = peer.until("\n"); !line.isEmpty(); line = peer.until("\n")) {
                peer.send(line);
            }
        } catch (IOException e) {
            // Its client has gone.
        }
    }

    private static RawClient connect() {
        return lab.lab
                .place("client")
                .call(() -> RawClient.over(new Socket(AddressLab.ADDRESS, Integer.parseInt(AddressLab.PORT))));
    }

    private static String echoed(RawClient socket) throws IOException {
        socket.send(FRAME);
        return socket.until("\n");
    }

    /** Who answers a connection that begins now. */
    private static String served() throws IOException {
        try (RawClient client = connect()) {
            return client.get("/").field("X-Node");
        }
    }

    private static String next(String id) {
        return AddressLab.IDS.get((AddressLab.IDS.indexOf(id) + 1) % AddressLab.IDS.size());
    }

    private static String holder() {
        AddressLab.soon(() -> AddressLab.IDS.contains(lab.holder(AddressLab.ADDRESS)));
        return lab.holder(AddressLab.ADDRESS);
    }

    @Test
    void aWebSocketLivesOnAtTheFormerHolderWhileNewConnectionsGoToTheNext() throws IOException {
        String former = holder();
        try (RawClient socket = connect()) {
            socket.send("GET /ws HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(socket.head()).startsWith("HTTP/1.1 101 ");
            assertThat(echoed(socket)).isEqualTo(FRAME);
            long moved = System.nanoTime();
            lab.move(AddressLab.ADDRESS, former, next(former));
            AddressLab.soon(() -> lab.holder().equals(next(former)));
            assertThat(served()).isEqualTo(next(former));
            while (System.nanoTime() - moved < TimeUnit.SECONDS.toNanos(DRAIN_SECONDS - 2)) {
                assertThat(echoed(socket)).as("at the former holder").isEqualTo(FRAME);
                AddressLab.settle(Duration.ofMillis(100));
            }
            assertThat(served()).isEqualTo(next(former));
            assertThat(socket.rest()).as("the end of its time: close, 1001").isEqualTo("\u0088\u0002\u0003\u00e9");
            assertThat(System.nanoTime() - moved).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(DRAIN_SECONDS));
        }
    }

    @Test
    void aFormerHolderOrASuccessorThatDiesInAHandOverIsFollowedAsAnyOther() {
        Random random = new Random(5);
        for (int death = 0; death < 2 * DEATHS; death++) {
            String former = holder();
            String victim = death % 2 == 0 ? former : next(former);
            LabProcess prober = lab.prober(AddressLab.ADDRESS, "fresh");
            Probing.part(prober);
            // A hand-over takes some milliseconds; the request for it some, too.
            long wait = TimeUnit.MICROSECONDS.toNanos(random.nextInt(25_000));
            Future<Void> moving = lab.lab.place(former).start(() -> {
                Answer.to(
                        "POST",
                        API + "/virtual-ips/" + AddressLab.ADDRESS + "/move",
                        new JsonObject().put("to", next(former)));
                return null;
            });
            LockSupport.parkNanos(wait);
            lab.fail(Fault.BOTH_KILLED, victim);
            AddressLab.settle(Duration.ofSeconds(3));
            ProbeReport report = Probing.part(prober);
            System.out.printf(
                    "hand-over, %s dies %d µs after it was asked for: outage %d ms%n",
                    victim.equals(former) ? "former holder" : "successor",
                    TimeUnit.NANOSECONDS.toMicros(wait),
                    report.outageMillis());
            ProbeReport later = Probing.part(prober);
            assertThat(later.failed()).as("%s", later).isZero();
            assertThat(lab.holder()).isNotEqualTo(victim);
            prober.finish();
            moving.cancel(true);
            lab.mended(Fault.BOTH_KILLED, victim);
        }
    }

    private static void losesHolder(Fault fault) {
        AddressLab.soon(() -> AddressLab.IDS.contains(lab.holder(V6)));
        String victim = lab.holder(V6);
        LabProcess prober = lab.prober(V6, "fresh");
        Probing.part(prober);
        lab.fail(fault, victim);
        AddressLab.settle(Duration.ofSeconds(3));
        ProbeReport report = Probing.part(prober);
        System.out.printf("failover IPv6 %s: outage %d ms%n", fault, report.outageMillis());
        AddressLab.settle(Duration.ofMillis(500));
        ProbeReport later = Probing.part(prober);
        assertThat(later.failed()).as("%s", later).isZero();
        // Without the unsolicited advertisement it would go on asking the lost one for seconds.
        assertThat(neighbour()).isNotEqualTo(mac(victim)).isIn(mac(next(victim)), mac(next(next(victim))));
        prober.finish();
        lab.mended(fault, victim);
    }

    private static String said(String place, String... command) {
        LabProcess process = lab.lab.run(place, List.of(command));
        AddressLab.soon(() -> !process.isAlive() && !process.lines().isEmpty());
        return String.join("\n", process.lines());
    }

    private static String mac(String node) {
        return said(node, "cat", "/sys/class/net/eth0/address");
    }

    /** Whom the client's kernel takes for the address. */
    private static String neighbour() {
        String line = said("client", "ip", "-6", "neigh", "show", "2001:db8:113::200");
        return line.replaceFirst(".* lladdr ([0-9a-f:]*).*", "$1");
    }

    @Test
    void aKilledHolderOfAnIpv6AddressIsFollowed() {
        losesHolder(Fault.NODE_KILLED);
    }

    @Test
    @EnabledIfSystemProperty(named = "skein.holder.long", matches = "true")
    void aFrozenHolderOfAnIpv6AddressIsFollowed() {
        losesHolder(Fault.BOTH_FROZEN);
    }

    private static void givesUp(String victim, String because) {
        AddressLab.soon(() -> !lab.holder().equals(victim));
        assertThat(lab.keeper(victim).lines()).anyMatch(line -> line.contains(because));
        AddressLab.soon(() -> !served().equals(victim));
    }

    @Test
    void aNodeThatReachesNoServerWhileOthersDoGivesTheAddressUp() {
        String victim = holder();
        lab.lab.cut(victim, Network.SERVERS, Direction.BOTH);
        givesUp(victim, "it reaches none of its servers, but other nodes reach some of the same");
        lab.lab.heal(victim, Network.SERVERS);
        lab.mended(Fault.RULES_FLUSHED, victim);
    }

    @Test
    @EnabledIfSystemProperty(named = "skein.holder.long", matches = "true")
    void aNodeThatCanAcceptNobodyGivesTheAddressUp() {
        String victim = holder();
        LabProcess prober = lab.prober(AddressLab.ADDRESS, "fresh");
        limit(victim, "20:65536");
        givesUp(victim, "listener http accepts nobody: ");
        limit(victim, "65536:65536");
        AddressLab.soon(() -> lab.keeper(victim).lines().getLast().contains("the node is well"));
        prober.finish();
    }

    @Test
    void anAddressThatOtherSoftwareRemovesIsPutOnAgain() {
        String holder = holder();
        LabProcess removing =
                lab.lab.run(holder, List.of("ip", "addr", "del", AddressLab.ADDRESS + "/24", "dev", "eth0"));
        AddressLab.soon(() -> !removing.isAlive());
        assertThat(removing.lines()).isEmpty();
        AddressLab.soon(() -> said(holder, "ip", "-o", "addr", "show", "eth0").contains(AddressLab.ADDRESS));
        AddressLab.soon(() -> served().equals(holder));
    }

    /** Seconds that the kernel leaves the address to that node; 0: it is not there. */
    private static int valid(String id) {
        Matcher told = VALID.matcher(said(id, "ip", "-o", "-4", "addr", "show", "dev", "eth0"));
        return told.find() ? Integer.parseInt(told.group(1)) : 0;
    }

    @Test
    void belowTheLeaseTheKernelTakesTheAddressOffWhenNobodyRenewsIt() {
        runsOut(Fault.BOTH_FROZEN);
    }

    @Test
    @EnabledIfSystemProperty(named = "skein.holder.long", matches = "true")
    void belowTheLeaseTheKernelTakesTheAddressOffWhenAllAreGone() {
        runsOut(Fault.BOTH_KILLED);
    }

    private static void runsOut(Fault fault) {
        String former = holder();
        String victim = next(former);
        lab.move(AddressLab.ADDRESS, former, victim);
        AddressLab.soon(() -> holder().equals(victim));
        long taken = System.nanoTime();
        do {
            assertThat(valid(victim)).as("renewed").isBetween(1, MOST_VALID);
            AddressLab.settle(Duration.ofMillis(200));
        } while (System.nanoTime() - taken < TimeUnit.SECONDS.toNanos(MOST_VALID + 1));
        lab.fail(fault, victim);
        long failed = System.nanoTime();
        AddressLab.soon(() -> valid(victim) == 0);
        assertThat(System.nanoTime() - failed).isLessThan(TimeUnit.SECONDS.toNanos(MOST_VALID + 3));
        AddressLab.soon(() -> !lab.holder().equals(victim));
        lab.mended(fault, victim);
    }

    @ParameterizedTest
    @CsvSource({"net_admin, NET_RAW", "net_raw, NET_ADMIN"})
    void aKeeperThatLacksACapabilityNamesItAndLeavesAddressesToOthers(String lacking, String other) {
        List<String> without = List.of("setpriv", "--bounding-set=-" + lacking, "--inh-caps=-" + lacking);
        String named = "CAP_" + lacking.toUpperCase(Locale.ROOT) + " is missing: ";
        String granted = "Grant it by systemd: AmbientCapabilities=CAP_" + lacking.toUpperCase(Locale.ROOT);
        String holder = holder();
        String id = next(holder);

        LabProcess checking = lab.check(id, without);
        AddressLab.soon(() -> !checking.isAlive());
        assertThat(checking.lines())
                .anyMatch(line -> line.startsWith("warning: cluster.virtual-ips: for the keeper, " + named)
                        && line.contains(granted))
                .anyMatch(line -> line.contains(": ok ("))
                .noneMatch(line -> line.contains("CAP_" + other + " is missing"));

        lab.keeper(id).close();
        lab.startKeeper(id, without);
        AddressLab.soon(() -> lab.ask(id, "/events?limit=100").list("events").stream()
                .map(event -> event.getString("text"))
                .anyMatch(text -> text.contains(named) && text.contains(granted)));
        assertThat(lab.keeper(id).lines())
                .anyMatch(line -> line.contains(named) && line.contains(granted))
                .noneMatch(line -> line.contains("CAP_" + other + " is missing"));
        assertThat(said(id, "ip", "-o", "addr", "show", "eth0")).doesNotContain(AddressLab.ADDRESS);
        assertThat(lab.holder()).isEqualTo(holder);

        lab.keeper(id).close();
        lab.startKeeper(id);
        lab.mended(Fault.RULES_FLUSHED, id);
    }

    private static void limit(String id, String descriptors) {
        LabProcess limiting = lab.lab.run(
                id, List.of("prlimit", "--pid", String.valueOf(lab.node(id).pid()), "--nofile=" + descriptors));
        AddressLab.soon(() -> !limiting.isAlive());
        assertThat(limiting.lines()).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "skein.holder.long", matches = "true")
    void aDrillReturnsTheAddressAlsoWhenWhoeverDrivesItDies() {
        String driver = driver();
        if (holder().equals(driver)) {
            lab.move(AddressLab.ADDRESS, driver, next(driver));
            AddressLab.soon(() -> lab.holder(AddressLab.ADDRESS).equals(next(driver)));
            AddressLab.settle(Duration.ofSeconds(1));
        }
        String former = holder();
        String to = AddressLab.IDS.stream()
                .filter(id -> !id.equals(driver) && !id.equals(former))
                .findFirst()
                .orElseThrow();
        JsonObject drill = new JsonObject()
                .put("kind", "move-address")
                .put("target", AddressLab.ADDRESS)
                .put("to", to)
                .put("forMs", 5000);
        Answer begun = lab.lab.place(to).call(() -> Answer.to("POST", API + "/drills", drill));
        assertThat(begun.status()).as(begun.text()).isEqualTo(200);
        AddressLab.soon(() -> lab.holder().equals(to));
        lab.fail(Fault.NODE_KILLED, driver);
        AddressLab.soon(() -> lab.holder().equals(former));
        AddressLab.soon(() -> List.of("done", "stopped")
                .contains(lab.ask(to, "/drills").list("drills").getFirst().getString("state")));
        lab.mended(Fault.NODE_KILLED, driver);
    }

    private static String driver() {
        List<String> drivers = new ArrayList<>();
        AddressLab.soon(() -> {
            lab.ask("a", "/cluster").json().getJsonObject("quorum").getJsonArray("roles").stream()
                    .map(JsonObject.class::cast)
                    .filter(role -> role.getString("role").equals("schedules") && role.getString("holder") != null)
                    .forEach(role -> drivers.add(role.getString("holder")));
            return !drivers.isEmpty();
        });
        return drivers.getFirst();
    }
}
