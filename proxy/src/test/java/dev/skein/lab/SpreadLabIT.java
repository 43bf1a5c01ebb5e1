package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Addresses that are spread over three nodes, of which one is killed and comes back, or hands over what it has: {@code
 * -Dskein.hand-overs=50} asks for more.
 */
@Tag("lab")
class SpreadLabIT {
    private static final List<String> ADDRESSES =
            IntStream.range(200, 206).mapToObj(last -> "203.0.113." + last).toList();

    private static final int MOVES = Integer.getInteger("skein.hand-overs", 1);

    @TempDir
    Path directory;

    @Test
    void aLostNodesAddressesAreAllThatMovesAndItGetsItsShareBack() throws IOException {
        String all = ADDRESSES.stream()
                .map(address -> "{ address = \"" + address + "/24\", interface = eth0, mode = spread }")
                .collect(Collectors.joining(", ", "[ ", " ]"));
        try (AddressLab lab = new AddressLab(directory, "failure-detection = fast, virtual-ips = " + all)) {
            awaitShares(lab, 2, 2, 2);
            Map<String, String> before = holders(lab, "a");

            lab.lab.kill(lab.node("b"));
            awaitShares(lab, 3, 3);
            Map<String, String> without = holders(lab, "a");
            before.forEach((address, node) -> {
                if (!node.equals("b")) {
                    assertThat(without).containsEntry(address, node);
                }
            });
            ADDRESSES.forEach(address -> assertAnswered(lab, address));

            AddressLab.soon(() -> !lab.node("b").isAlive());
            lab.startNode("b");
            lab.awaitThere("b");
            awaitShares(lab, 2, 2, 2);
            // Each node learns of the moves by itself.
            AddressLab.soon(() -> holders(lab, "c").equals(holders(lab, "a")));
            Map<String, String> after = holders(lab, "c");
            assertThat(after.entrySet().stream().filter(held -> !held.getValue().equals(without.get(held.getKey()))))
                    .as("%s -> %s", without, after)
                    .hasSize(2)
                    .allMatch(held -> held.getValue().equals("b"));
            ADDRESSES.forEach(address -> assertAnswered(lab, address));
            assertThat(lab.finish().doubled()).isZero();
        }
    }

    /** Its holder drains for a second, again and again; what is spread goes elsewhere, and comes back when that is fair. */
    @Test
    void noRequestFailsWhenWhatIsSpreadMoves() throws IOException {
        String three = ADDRESSES.subList(0, 3).stream()
                .map(address -> "{ address = \"" + address + "/24\", interface = eth0, mode = spread }")
                .collect(Collectors.joining(", ", "[ ", " ]"));
        try (AddressLab lab = new AddressLab(directory, "virtual-ips = " + three)) {
            AddressLab.soon(() -> Set.copyOf(holders(lab, "a").values()).size() == 3);
            String address = ADDRESSES.getFirst();
            List<LabProcess> probers = List.of(lab.prober(address, "fresh"), lab.prober(address, "kept"));
            for (int moved = 0; moved < MOVES; moved++) {
                drain(lab, Objects.requireNonNull(holders(lab, "a").get(address)));
            }
            System.out.printf("spread, moved at least %d times%n", MOVES);
            probers.forEach(prober -> Probing.assertNoneFailed("spread", prober));
            assertThat(lab.finish().doubled()).isZero();
        }
    }

    private static void drain(AddressLab lab, String holder) {
        JsonObject drill =
                new JsonObject().put("kind", "drain-node").put("target", holder).put("forMs", 1_000);
        assertThat(lab.send(holder, "POST", "/drills", drill).status()).isEqualTo(200);
        AddressLab.soon(() -> !holders(lab, holder).containsValue(holder));
        AddressLab.soon(() -> AddressLab.isOver(lab.latest(holder, "drills")));
        assertThat(lab.latest(holder, "drills").getString("state")).isEqualTo("done");
        AddressLab.soon(() -> Set.copyOf(holders(lab, "a").values()).size() == 3);
    }

    private static void awaitShares(AddressLab lab, Integer... shares) {
        AddressLab.soon(() -> {
            Map<String, String> holders = holders(lab, "a");
            List<Integer> loads = holders.values().stream()
                    .distinct()
                    .map(node -> Collections.frequency(holders.values(), node))
                    .toList();
            return holders.size() == ADDRESSES.size() && loads.equals(List.of(shares));
        });
    }

    /** By address; those that nobody holds are left out. */
    private static Map<String, String> holders(AddressLab lab, String asked) {
        Map<String, String> holders = new TreeMap<>();
        Answer answer = lab.ask(asked, "/virtual-ips");
        for (JsonObject one : answer.list("virtualIps")) {
            assertThat(one.getString("mode")).isEqualTo("spread");
            if (one.getString("holder") != null) {
                holders.put(one.getString("address"), one.getString("holder"));
            }
        }
        return holders;
    }

    private static void assertAnswered(AddressLab lab, String address) {
        AddressLab.soon(() -> lab.lab
                        .place("client")
                        .call(() -> Answer.to("GET", "http://" + address + ":" + AddressLab.PORT + "/", null))
                        .status()
                == 200);
    }
}
