package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.LabProcess;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One address that two machines serve: flows go to the homes of their buckets, and stay where they began when these move. */
@Tag("lab")
class FlowsLabIT {
    private static final String BARE = VipBench.bare(VipBench.V4);

    private final VipBench bench = new VipBench(2);
    private final String macOfA = bench.at("a", "cat", "/sys/class/net/eth0/address");
    private final String macOfB = bench.at("b", "cat", "/sys/class/net/eth0/address");

    @AfterEach
    void down() {
        bench.close();
    }

    private void serve(String place, String peer) {
        LabProcess speaking = bench.lab.java(place, Speaking.class, VipBench.PORT, place);
        VipBench.awaitLine(speaking, "ready");
        bench.order("fence OWNED");
        bench.order("guard-from " + VipBench.V4 + " " + peer);
        bench.order("put " + VipBench.V4 + " eth0 300");
    }

    /** Who answered some fresh connections. */
    private Set<String> answering() {
        String said = bench.at(
                "client",
                "sh",
                "-c",
                "for i in $(seq 24); do curl -s -m 3 http://" + BARE + ":8080/ || echo -n failed; echo; done");
        return new TreeSet<>(said.lines().toList());
    }

    private static void assertGoesOn(LabProcess chatting) {
        assertAnswered(chatting, 200);
    }

    private static void assertAnswered(LabProcess chatting, int more) {
        VipBench.awaitChat(chatting, more);
        assertThat(chatting.lines()).noneMatch(line -> line.startsWith("failed"));
    }

    @Test
    void flowsGoToTheirHomesAndStayWhereTheyBegan() {
        LabProcess a = bench.holding;
        serve("a", macOfB);
        bench.order("share " + VipBench.V4 + " " + macOfB + " odd none -");
        LabProcess b = alsoServes("even none");
        holds(a);

        assertThat(answering()).containsExactly("a", "b");
        LabProcess kept = bench.lab.java("client", Chatting.class, BARE, VipBench.PORT, "20", "20");
        VipBench.awaitLine(kept, "open");
        assertGoesOn(kept);

        goTo(a, b, kept);
        handOver(a, b);
        assertThat(answering()).containsExactly("a");
        assertGoesOn(kept);
        assertThat(bench.at("b", "nft", "list", "ruleset")).contains("skein_share");
        bench.at("b", "ping", "-c", "1", "-W", "1", "203.0.113.100");
        assertThat(bench.at("client", "ip", "neigh", "show", BARE)).contains(macOfB);
    }

    /** As divided by a, which holds the address. */
    private LabProcess alsoServes(String divided) {
        LabProcess b = bench.hold("b");
        serve("b", macOfA);
        bench.order("serve " + VipBench.V4 + " 300000");
        bench.order("share " + VipBench.V4 + " " + macOfA + " " + divided + " " + macOfA);
        return b;
    }

    private void holds(LabProcess a) {
        bench.holding = a;
        bench.order("hold " + VipBench.V4 + " 10000");
        bench.order("announce " + VipBench.V4);
    }

    /** A node that comes back divides anew in the moment in which its first flows begin; the others know nothing of these. */
    @Test
    void whatBeginsWhileTheDivisionChangesIsItsNodesOwn() {
        LabProcess a = bench.holding;
        serve("a", macOfB);
        bench.order("share " + VipBench.V4 + " " + macOfB + " none none -");
        alsoServes("all none");
        holds(a);
        LabProcess many = bench.lab.java("client", Chatting.class, BARE, VipBench.PORT, "1200", "1000");
        for (int round = 0; many.lines().isEmpty(); round++) {
            // The last word is not an order's: it tells the answers apart.
            bench.order("share " + VipBench.V4 + " " + macOfB + " none none - " + round);
            bench.order("share " + VipBench.V4 + " " + macOfB + " none all - " + round);
        }
        assertThat(many.lines()).containsExactly("open");
        assertAnswered(many, 3_600);
    }

    /** It would go to and fro between the two for ever, as fast as the wire is. */
    @Test
    void whatBothTakeForTheOthersIsAnswered() {
        LabProcess a = bench.holding;
        serve("a", macOfB);
        bench.order("share " + VipBench.V4 + " " + macOfB + " none all " + macOfB + " held");
        alsoServes("all all");
        holds(a);
        VipBench.until(() -> bench.at("client", "ping", "-c1", "-W1", BARE).contains("1 received"));
        LabProcess stray = bench.lab.java("client", Straying.class, "203.0.113.100", BARE, VipBench.PORT);
        VipBench.until(() -> !stray.isAlive());
        assertThat(stray.lines()).containsExactly("reset");
    }

    /**
     * A machine that was cut off has its old connections still. Their clients were told that these are gone, and have opened
     * new ones from the same ports, elsewhere: seen under load from one client, which waited for these for minutes.
     */
    @Test
    void whatWasOpenedElsewhereFromTheSamePortsLivesOnWhenAMachineIsBack(@TempDir Path directory) {
        LabProcess a = bench.holding;
        serve("a", macOfB);
        bench.order("share " + VipBench.V4 + " " + macOfB + " none none -");
        LabProcess b = alsoServes("none none");
        holds(a);
        LabProcess before = chat();
        VipBench.awaitChat(before, 40);
        vanish(before);

        bench.order("share " + VipBench.V4 + " " + macOfB + " all none -");
        LabProcess chatting = chat();
        assertGoesOn(chatting);
        bench.holding = b;
        bench.order("connections " + VipBench.V4 + ' ' + directory.resolve("flows"));
        bench.holding = a;
        assertThat(flows(directory.resolve("before"))).isEqualTo(20);
        bench.order("share-again " + VipBench.V4 + ' ' + macOfB + " none all - " + directory.resolve("flows"));
        assertThat(bench.lines("ok share-again").getLast()).endsWith(" 20");
        assertGoesOn(chatting);
        assertThat(flows(directory.resolve("after"))).isZero();
        assertThat(answering()).containsExactly("a");
    }

    private LabProcess chat() {
        LabProcess chatting = bench.lab.java("client", Chatting.class, BARE, VipBench.PORT, "20", "20", "15000");
        VipBench.awaitLine(chatting, "open");
        return chatting;
    }

    /** How many connections the machine has that gets the orders. */
    private int flows(Path file) {
        bench.order("connections " + VipBench.V4 + ' ' + file);
        String said = bench.lines("ok connections " + VipBench.V4 + ' ' + file).getLast();
        return Integer.parseInt(said.substring(said.lastIndexOf(' ') + 1));
    }

    /** Its connections end without a word: what the client still says is lost. */
    private void vanish(LabProcess client) {
        bench.at(
                "client",
                "nft",
                "add table ip lost; add chain ip lost out { type filter hook output priority 0; policy drop; }");
        bench.at("client", "ss", "-K", "dst", BARE);
        VipBench.until(() -> client.lines().stream()
                        .filter(line -> line.startsWith("failed"))
                        .count()
                == 20);
        bench.at("client", "nft", "delete table ip lost");
    }

    private void goTo(LabProcess a, LabProcess b, LabProcess kept) {
        // All go to b; what b does not know is a's.
        bench.holding = b;
        bench.order("share " + VipBench.V4 + " " + macOfA + " none all " + macOfA);
        bench.holding = a;
        bench.order("share " + VipBench.V4 + " " + macOfB + " all none -");
        assertThat(answering()).containsExactly("b");
        assertGoesOn(kept);

        // All go to a; what a does not know is b's.
        bench.order("share " + VipBench.V4 + " " + macOfB + " none all -");
        bench.holding = b;
        bench.order("share " + VipBench.V4 + " " + macOfA + " all none " + macOfA);
        assertThat(answering()).containsExactly("a");
        assertGoesOn(kept);
    }

    /** To b, which sends all on to a. */
    private void handOver(LabProcess a, LabProcess b) {
        bench.holding = a;
        bench.order("serve " + VipBench.V4 + " 300000");
        bench.order("share " + VipBench.V4 + " " + macOfB + " none all " + macOfB);
        bench.order("release " + VipBench.V4);
        bench.holding = b;
        bench.order("share " + VipBench.V4 + " " + macOfA + " all none -");
        bench.order("hold " + VipBench.V4 + " 10000");
        bench.order("announce " + VipBench.V4);
    }
}
