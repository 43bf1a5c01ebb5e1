package dev.skein.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.keeper.KeptAddress.Carrier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that are on no interface: a cloud's, which programs move, and one that every node has for routers. */
class ModesKeeperIT {
    private static final KeptAddress CLOUD =
            new KeptAddress(InetAddress.ofLiteral("198.51.100.7"), 32, "", Carrier.HOOKS);
    private static final KeptAddress ROUTED =
            new KeptAddress(InetAddress.ofLiteral("192.0.2.50"), 32, "lo", Carrier.LOOPBACK);
    private static final List<String> SAY = List.of("/bin/sh", "-c", "echo $SKEIN_ACTION $SKEIN_ADDRESS $SKEIN_TERM");

    @TempDir
    Path directory;

    private final List<KeptNode> nodes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        List<InetSocketAddress> all = KeptNode.freePorts(3);
        for (String name : List.of("a", "b", "c")) {
            nodes.add(new KeptNode(name, directory, all, List.of(CLOUD), List.of(CLOUD, ROUTED)));
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (KeptNode node : nodes) {
            node.close();
        }
    }

    private static void soon(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30)).until(condition);
    }

    private static boolean told(KeptNode node, String text) {
        return node.events.stream().anyMatch(line -> line.contains(text));
    }

    private static boolean holds(KeptNode node) {
        return node.link.term(CLOUD.resource()) != 0;
    }

    private KeptNode holder() {
        soon(() -> nodes.stream().anyMatch(ModesKeeperIT::holds));
        return nodes.stream().filter(ModesKeeperIT::holds).findFirst().orElseThrow();
    }

    private void hooks(List<String> onAcquire, List<String> onRelease) {
        HookSettings hooks = new HookSettings(onAcquire, onRelease, List.of(), Duration.ofSeconds(10));
        nodes.forEach(node -> node.link.addresses(List.of(CLOUD, ROUTED), hooks, Duration.ofSeconds(60)));
    }

    @Test
    void anAddressOfACloudsIsMovedByProgramsAndTheKernelHearsNothing() {
        hooks(SAY, SAY);
        KeptNode first = holder();
        first.unwell.set("to give it up");
        soon(() -> !holds(first));
        KeptNode second = holder();

        soon(() -> told(first, "hook: on-release: /bin/sh") && told(first, "release 198.51.100.7"));
        soon(() -> told(second, "hook: on-acquire: /bin/sh") && told(second, "acquire 198.51.100.7"));
        assertThat(nodes)
                .allMatch(node -> node.port.calls.stream()
                        .noneMatch(call -> call.endsWith("198.51.100.7") || call.contains("guard [198.51.100.7")));
    }

    @Test
    void aNodeWhoseProgramFailsLeavesItToAnother() {
        nodes.forEach(node -> node.unwell.set("not yet"));
        soon(() -> nodes.stream().noneMatch(ModesKeeperIT::holds));
        hooks(SAY, SAY);
        KeptNode failing = nodes.get(1);
        failing.link.addresses(
                List.of(CLOUD, ROUTED),
                new HookSettings(List.of("/bin/false"), List.of(), List.of(), Duration.ofSeconds(10)),
                Duration.ofSeconds(60));
        failing.unwell.set("");
        soon(() -> told(failing, "198.51.100.7/32 can't be held: its program failed"));
        assertThat(told(failing, "hook failed: on-acquire: /bin/false: ended with 1"))
                .isTrue();
        nodes.get(0).unwell.set("");

        soon(() -> holds(nodes.get(0)));
        soon(() -> told(nodes.get(0), "acquire 198.51.100.7"));
    }

    @Test
    void whatIsRoutedIsOnEveryNodeThatIsThereAndWell() {
        nodes.forEach(node -> soon(() -> node.port.loops(ROUTED)));

        nodes.get(0).endNode();
        soon(() -> !nodes.get(0).port.loops(ROUTED));
        nodes.get(1).unwell.set("no server can be reached");
        soon(() -> !nodes.get(1).port.loops(ROUTED));
        nodes.get(2).standStill();
        soon(() -> !nodes.get(2).port.loops(ROUTED));

        nodes.get(0).startNode();
        nodes.get(1).unwell.set("");
        nodes.get(2).goOn();
        nodes.forEach(node -> soon(() -> node.port.loops(ROUTED)));
    }
}
