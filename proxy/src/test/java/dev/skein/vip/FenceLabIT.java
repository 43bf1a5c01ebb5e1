package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.LabProcess;
import dev.skein.vip.VipBench.Tally;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lease that the kernel ends, whatever has become of the process: as a machine beside sees it. */
@Tag("lab")
class FenceLabIT {
    private final VipBench bench = new VipBench(1);

    @AfterEach
    void down() {
        bench.close();
    }

    private LabProcess heldAndAsked(String mechanism, String address) {
        bench.order("fence " + mechanism);
        bench.order("guard " + address);
        bench.order("listen " + VipBench.PORT);
        bench.order("put " + address + " eth0 30");
        bench.order("hold " + address + " 300");
        bench.order("announce " + address);
        return bench.ask(address);
    }

    @ParameterizedTest
    @CsvSource({"OWNED," + VipBench.V4, "OWNED," + VipBench.V6, "WATCHED," + VipBench.V4, "WATCHED," + VipBench.V6})
    void whenRenewalsStopTheLastAnswerIsNeverLaterThanTheLease(String mechanism, String address) {
        LabProcess asking = heldAndAsked(mechanism, address);
        bench.lab.freeze(bench.holding);
        long frozen = System.nanoTime();
        VipBench.until(() -> System.nanoTime() - frozen > 600_000_000);

        String last = bench.lines("arming until").getLast();
        long deadline = Long.parseLong(last.substring(last.lastIndexOf(' ') + 1));
        Map<String, Tally> tallies = VipBench.tallies(asking);
        tallies.forEach((kind, tally) -> {
            assertThat(tally.lastNanos() - deadline)
                    .as("%s after the lease", kind)
                    .isNegative();
            assertThat(tally.lastNanos() - frozen)
                    .as("%s after the freeze", kind)
                    .isPositive();
        });
        VipBench.assertSilent(asking);
    }

    @Test
    void whatOthersFlushStaysClosed() {
        LabProcess asking = heldAndAsked("OWNED", VipBench.V4);
        bench.at("a", "nft", "flush", "ruleset");
        assertThat(bench.at("a", "nft", "delete", "table", "netdev", "skein")).contains("not permitted");
        assertThat(bench.at("a", "nft", "add", "element", "netdev", "skein", "lease4", "{ 203.0.113.200 timeout 1h }"))
                .contains("not permitted");
        bench.order("release " + VipBench.V4);
        VipBench.assertSilent(asking);
        bench.at("a", "nft", "flush", "ruleset");
        VipBench.assertSilent(asking);
        bench.order("hold " + VipBench.V4 + " 299");
        VipBench.awaitAnswers(asking);
    }

    @Test
    void whereOthersCanFlushItIsMadeAgain() {
        LabProcess asking = heldAndAsked("WATCHED", VipBench.V4);
        bench.order("release " + VipBench.V4);
        bench.at("a", "nft", "flush", "ruleset");
        VipBench.awaitLine(bench.holding, "! FenceMade[why=its table was changed by other software]");
        VipBench.assertSilent(asking);
        bench.order("hold " + VipBench.V4 + " 299");
        VipBench.awaitAnswers(asking);
    }

    @Test
    void aRenamedInterfaceIsStillFenced() {
        LabProcess asking = heldAndAsked("OWNED", VipBench.V4);
        assertThat(bench.at("a", "ip", "link", "set", "eth0", "name", "wan0")).isEmpty();
        VipBench.awaitLine(bench.holding, "! FenceMade[why=interface eth0 is wan0 now]");
        VipBench.awaitAnswers(asking);
        bench.order("release " + VipBench.V4);
        VipBench.assertSilent(asking);
    }

    @Test
    void aReCreatedInterfaceIsFencedBeforeItHasAnAddress() {
        LabProcess asking = heldAndAsked("OWNED", VipBench.V4);
        String mac = bench.at("a", "cat", "/sys/class/net/eth0/address");
        assertThat(bench.at("a", "ip", "link", "del", "eth0")).isEmpty();
        VipBench.awaitLine(bench.holding, "! LinkGone");
        VipBench.awaitLine(bench.holding, "! AddressLost");
        bench.at(
                "switch",
                "ip",
                "link",
                "add",
                "a-pub",
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "address",
                mac,
                "netns",
                "" + bench.holding.pid());
        bench.at("switch", "ip", "link", "set", "a-pub", "master", "public", "up");
        assertThat(bench.at("a", "ip", "link", "set", "eth0", "up")).isEmpty();
        VipBench.awaitLine(bench.holding, "! FenceMade[why=interface eth0 came]");
        bench.order("put " + VipBench.V4 + " eth0 29");
        VipBench.awaitAnswers(asking);
        bench.order("release " + VipBench.V4);
        VipBench.assertSilent(asking);
    }

    @ParameterizedTest
    @ValueSource(strings = {VipBench.V4, VipBench.V6})
    void aClosedFenceLetsNoAnnouncementOut(String address) {
        bench.order("fence OWNED");
        bench.order("guard " + address);
        bench.order("put " + address + " eth0 30");
        assertThat(bench.refused("announce " + address))
                .contains("ENOBUFS")
                .contains("is the lease of the address renewed?");
    }

    @Test
    void whatAKilledOneLeftIsClosedAndTakenOverByTheNext() {
        LabProcess asking = heldAndAsked("OWNED", VipBench.V4);
        bench.lab.kill(bench.holding);
        VipBench.awaitSilent(asking);
        bench.hold("a");
        bench.order("fence OWNED");
        bench.order("guard " + VipBench.V4);
        VipBench.assertSilent(asking);
        bench.order("hold " + VipBench.V4 + " 300");
        bench.order("put " + VipBench.V4 + " eth0 30");
        bench.order("listen " + VipBench.PORT);
        VipBench.awaitAnswers(asking);
        // And while one has it, nobody else can.
        bench.hold("a");
        assertThat(bench.refused("fence OWNED")).contains("EPERM").contains("another process's own");
    }

    @Test
    void aRenewalThatWasHeldUpIsTakenBack() {
        LabProcess asking = heldAndAsked("OWNED", VipBench.V4);
        bench.order("release " + VipBench.V4);
        bench.order("arm-paused " + VipBench.V4 + " 1000");
        assertThat(bench.lines("ok arm-paused").getLast()).endsWith(" 0");
        VipBench.assertSilent(asking);
    }

    @Test
    void oneThatOnlyServesAnswersNothingThatIsNew() {
        LabProcess asking = heldAndAsked("OWNED", VipBench.V4);
        bench.order("serve " + VipBench.V4 + " 60000");
        bench.order("release " + VipBench.V4);
        VipBench.tallies(asking);
        Map<String, Tally> before = VipBench.tallies(asking);
        VipBench.until(() -> VipBench.tally(asking, "ECHO").asked()
                > VipBench.of(before, "ECHO").asked() + 100);
        Map<String, Tally> after = VipBench.tallies(asking);
        for (String kind : List.of("ARP", "SYN", "ECHO")) {
            assertThat(VipBench.of(after, kind).answered())
                    .as(kind)
                    .isEqualTo(VipBench.of(before, kind).answered());
        }
    }

    /** The kernel ends it, as it ends the lease: whatever has become of the process that had it serve. */
    @ParameterizedTest
    @ValueSource(strings = {VipBench.V4, VipBench.V6})
    void whatIsOpenAtOneThatOnlyServesIsAnsweredUntilThatEnds(String address) {
        VipBench.awaitLine(bench.lab.java("a", Speaking.class, VipBench.PORT, "a"), "ready");
        bench.order("fence OWNED");
        bench.order("guard " + address);
        bench.order("put " + address + " eth0 300");
        bench.order("hold " + address + " 300");
        bench.order("announce " + address);
        LabProcess chatting = bench.lab.java("client", Chatting.class, VipBench.bare(address), VipBench.PORT, "1", "1");
        VipBench.awaitLine(chatting, "open");
        bench.order("serve " + address + " 60000");
        bench.order("release " + address);
        VipBench.awaitChat(chatting, 100);

        long before = System.nanoTime();
        bench.order("serve " + address + " 400");
        bench.lab.freeze(bench.holding);
        long frozen = System.nanoTime();
        VipBench.until(() -> System.nanoTime() - frozen > 600_000_000);
        long last = (long) chatting.ask("", "answers")[1];
        System.out.printf(
                "serve, %s: the last answer %d ms after the order for 400%n", address, (last - before) / 1_000_000);
        assertThat(last - frozen).isPositive();
        // Its time ran from a moment before that.
        assertThat(last - frozen).isLessThan(400_000_000);
        assertThat(chatting.lines()).noneMatch(line -> line.startsWith("failed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {VipBench.V4, VipBench.V6})
    void aThousandRenewalsASecondShowNoGap(String address) {
        bench.order("every 1");
        LabProcess asking = heldAndAsked("OWNED", address);
        String kind = address.equals(VipBench.V4) ? "ARP" : "SOLICIT";
        // A machine under load loses some by itself, but not every time; a gap would.
        long lost = Long.MAX_VALUE;
        for (int round = 0; round < 5 && lost > 3; round++) {
            Tally before = VipBench.tally(asking, kind);
            VipBench.until(() -> VipBench.tally(asking, kind).asked() > before.asked() + 1000);
            Tally after = VipBench.tally(asking, kind);
            lost = after.asked() - before.asked() - (after.answered() - before.answered());
        }
        // What is on its way when the figures are read is not lost.
        assertThat(lost).isBetween(-3L, 3L);
    }
}
