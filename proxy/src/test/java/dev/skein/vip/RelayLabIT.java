package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.LabProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A planned hand-over: open connections stay with the former holder, new ones are the new one's. */
@Tag("lab")
class RelayLabIT {
    private final VipBench bench = new VipBench(2);

    @AfterEach
    void down() {
        bench.close();
    }

    private LabProcess speaking(String place) {
        LabProcess speaking = bench.lab.java(place, Speaking.class, VipBench.PORT, place);
        VipBench.awaitLine(speaking, "ready");
        return speaking;
    }

    private void guard(String address) {
        bench.order("fence OWNED");
        bench.order("guard " + address);
        bench.order("put " + address + " eth0 30");
    }

    private void hold(String address) {
        bench.order("hold " + address + " 10000");
        bench.order("announce " + address);
    }

    private String asked(String bare) {
        String url = bare.contains(":") ? "http://[" + bare + "]:8080/" : "http://" + bare + ":8080/";
        return bench.at("client", "curl", "-s", "-m", "20", url);
    }

    @ParameterizedTest
    @ValueSource(strings = {VipBench.V4, VipBench.V6})
    void openConnectionsLiveOnAtTheFormerHolder(String address) {
        String bare = VipBench.bare(address);
        LabProcess former = bench.holding;
        LabProcess formerServer = speaking("a");
        speaking("b");
        guard(address);
        hold(address);
        VipBench.until(() -> asked(bare).equals("a"));
        LabProcess kept = bench.lab.java("client", Chatting.class, bare, VipBench.PORT, "20", "20");
        VipBench.awaitLine(kept, "open");

        bench.hold("b");
        LabProcess successor = bench.holding;
        guard(address);
        bench.order("relay " + address + " " + bench.at("a", "cat", "/sys/class/net/eth0/address"));
        bench.holding = former;
        bench.order("serve " + address + " 60000");
        bench.order("release " + address);
        bench.holding = successor;
        hold(address);

        VipBench.until(() -> asked(bare).equals("b"));
        VipBench.awaitChat(kept, 200);
        // Those of this machine's own are known from before.
        bench.order("relay " + address + " " + bench.at("a", "cat", "/sys/class/net/eth0/address"));
        assertThat(asked(bare)).isEqualTo("b");
        VipBench.awaitChat(kept, 200);
        assertThat(kept.lines()).noneMatch(line -> line.startsWith("failed"));
        assertThat(bench.at("a", "ss", "-Hnt", "state", "established", "sport", "=", ":8080"))
                .contains(bare);

        bench.lab.kill(formerServer);
        bench.order("end-relay " + address);
        assertThat(bench.at("b", "nft", "list", "tables")).doesNotContain("skein_relay");
    }

    /** Begun between the holder's last step and the successor's announcement, it is sent there twice: relayed, then directly. */
    @ParameterizedTest
    @ValueSource(strings = {VipBench.V4, VipBench.V6})
    void whatBeginsInBetweenIsTheSuccessors(String address) {
        String bare = VipBench.bare(address);
        LabProcess former = bench.holding;
        speaking("a");
        speaking("b");
        String a = mac("a");
        String b = mac("b");
        bench.order("fence OWNED");
        bench.order("guard " + address);
        bench.order("put " + address + " eth0 30");
        hold(address);
        VipBench.until(() -> asked(bare).equals("a"));

        bench.hold("b");
        LabProcess successor = bench.holding;
        bench.order("fence OWNED");
        bench.order("guard-from " + address + " " + a);
        bench.order("put " + address + " eth0 30");
        bench.order("peers " + a);
        bench.order("relay " + address + " " + a);
        bench.order("serve " + address + " 60000");
        bench.holding = former;
        bench.order("peers " + b);
        bench.order("divert " + address + " " + b);
        bench.order("serve " + address + " 60000");
        bench.order("release " + address);
        LabProcess kept = bench.lab.java("client", Chatting.class, bare, VipBench.PORT, "20", "20");
        VipBench.awaitChat(kept, 100);
        bench.holding = successor;
        hold(address);

        VipBench.awaitChat(kept, 200);
        assertThat(kept.lines()).noneMatch(line -> line.startsWith("failed"));
        assertThat(bench.at("b", "ss", "-Hnt", "state", "established", "sport", "=", ":8080"))
                .contains(bare);
    }

    private String mac(String place) {
        return bench.at(place, "cat", "/sys/class/net/eth0/address");
    }

    /** A map keeps what it has: the kernel refuses another value for the same address. */
    @Test
    void whatIsSentOnCanGoElsewhereAndEndBesideAnother() {
        String one = bench.at("b", "cat", "/sys/class/net/eth0/address");
        String another = bench.at("client", "cat", "/sys/class/net/eth0/address");
        guard(VipBench.V4);
        guard(VipBench.V6);
        bench.order("relay " + VipBench.V6 + " " + one);
        bench.order("relay " + VipBench.V4 + " " + one);
        bench.order("relay " + VipBench.V4 + " " + another);
        assertThat(table()).contains(another);
        bench.order("end-relay " + VipBench.V4);
        assertThat(table()).contains(VipBench.bare(VipBench.V6), one).doesNotContain(another);
        bench.order("end-relay " + VipBench.V6);
        assertThat(bench.at("a", "nft", "list", "tables")).doesNotContain("skein_relay");
    }

    private String table() {
        return bench.at("a", "nft", "list", "table", "netdev", "skein_relay");
    }
}
