package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.LabProcess;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One address that two machines serve: flows go to the homes of their buckets, and stay where they began when these move. */
@Tag("lab")
class FlowsLabIT {
    private static final String BARE = VipBench.bare(VipBench.V4);

    private final VipBench bench = new VipBench(2);

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
        long before = answers(chatting);
        VipBench.until(() -> answers(chatting) > before + 200
                || chatting.lines().stream().anyMatch(line -> line.startsWith("failed")));
        assertThat(chatting.lines()).noneMatch(line -> line.startsWith("failed"));
    }

    private static long answers(LabProcess chatting) {
        int before = chatting.lines().size();
        chatting.tell("");
        VipBench.until(() -> chatting.lines().stream().skip(before).anyMatch(line -> line.startsWith("answers")));
        String line = chatting.lines().stream()
                .filter(each -> each.startsWith("answers"))
                .reduce("", (one, next) -> next);
        return Long.parseLong(line.substring(8));
    }

    @Test
    void flowsGoToTheirHomesAndStayWhereTheyBegan() {
        String macOfA = bench.at("a", "cat", "/sys/class/net/eth0/address");
        String macOfB = bench.at("b", "cat", "/sys/class/net/eth0/address");
        LabProcess a = bench.holding;
        serve("a", macOfB);
        bench.order("share " + VipBench.V4 + " " + macOfB + " odd none -");
        bench.hold("b");
        LabProcess b = bench.holding;
        serve("b", macOfA);
        bench.order("serve " + VipBench.V4 + " 300000");
        bench.order("share " + VipBench.V4 + " " + macOfA + " even none " + macOfA);
        bench.holding = a;
        bench.order("hold " + VipBench.V4 + " 10000");
        bench.order("announce " + VipBench.V4);

        assertThat(answering()).containsExactly("a", "b");
        LabProcess kept = bench.lab.java("client", Chatting.class, BARE, VipBench.PORT, "20");
        VipBench.awaitLine(kept, "open");
        assertGoesOn(kept);

        goTo(a, b, macOfA, macOfB, kept);
        handOver(a, b, macOfA, macOfB);
        assertThat(answering()).containsExactly("a");
        assertGoesOn(kept);
        assertThat(bench.at("b", "nft", "list", "ruleset")).contains("skein_share");
        bench.at("b", "ping", "-c", "1", "-W", "1", "203.0.113.100");
        assertThat(bench.at("client", "ip", "neigh", "show", BARE)).contains(macOfB);
    }

    private void goTo(LabProcess a, LabProcess b, String macOfA, String macOfB, LabProcess kept) {
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
    private void handOver(LabProcess a, LabProcess b, String macOfA, String macOfB) {
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
