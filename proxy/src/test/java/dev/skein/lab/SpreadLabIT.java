package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
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
 * Addresses that are spread over three nodes, of which one is killed and comes back, or that move since another node is
 * preferred: {@code -Dskein.hand-overs=50} asks for more.
 */
@Tag("lab")
class SpreadLabIT {
    private static final List<String> ADDRESSES =
            IntStream.range(200, 206).mapToObj(last -> "203.0.113." + last).toList();

    private static final int MOVES = Integer.getInteger("skein.hand-overs", 2);

    @TempDir
    Path directory;

    @Test
    void aLostNodesAddressesAreAllThatMovesAndItGetsItsShareBack() throws IOException {
        try (AddressLab lab = new AddressLab(directory, "failure-detection = fast, " + spread(ADDRESSES, ""))) {
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

    /** By configurations that prefer another node, after each of which the others make up for it; then its holder drains. */
    @Test
    void noRequestFailsWhenWhatIsSpreadMoves() throws IOException {
        List<String> three = ADDRESSES.subList(0, 3);
        try (AddressLab lab = new AddressLab(directory, spread(three, ""))) {
            awaitOneEach(lab);
            String address = three.getFirst();
            List<LabProcess> probers = List.of(lab.prober(address, "fresh"), lab.prober(address, "kept"));
            for (int moved = 0; moved < MOVES; moved++) {
                String holder = Objects.requireNonNull(holders(lab, "a").get(address));
                String next = AddressLab.IDS.get((AddressLab.IDS.indexOf(holder) + 1) % AddressLab.IDS.size());
                prefer(lab, three, next);
                AddressLab.soon(() -> next.equals(holders(lab, "a").get(address)));
                awaitOneEach(lab);
                lab.awaitNothingRelayed(address);
            }
            System.out.printf("spread, moved %d times%n", MOVES);
            drain(lab, Objects.requireNonNull(holders(lab, "a").get(address)));
            probers.forEach(prober -> Probing.assertNoneFailed("spread", prober));
            assertThat(lab.finish().doubled()).isZero();
        }
    }

    /** @param first where the first of them should be; empty: anywhere */
    private static String spread(List<String> addresses, String first) {
        return addresses.stream()
                .map(address -> "{ address = \"" + address + "/24\", interface = eth0, mode = spread, prefer = [ "
                        + (address.equals(addresses.getFirst()) ? first : "") + " ] }")
                .collect(Collectors.joining(", ", "virtual-ips = [ ", " ]"));
    }

    private void prefer(AddressLab lab, List<String> addresses, String first) throws IOException {
        String file = Files.readString(directory.resolve("a.conf"));
        String all = file + "skein.cluster { " + spread(addresses, first) + " }\n";
        JsonObject files = new JsonObject().put("files", new JsonObject().put("", all));
        // Where other work has the processors, voters may be late: "it may still come true, look again".
        AddressLab.soon(() -> {
            Answer answer = lab.send("a", "POST", "/config/apply", files);
            assertThat(answer.status()).as(answer.text()).isIn(200, 503);
            return answer.status() == 200;
        });
    }

    private static void awaitOneEach(AddressLab lab) {
        AddressLab.soon(() -> Set.copyOf(holders(lab, "a").values()).size() == AddressLab.IDS.size());
    }

    private static void drain(AddressLab lab, String holder) {
        JsonObject drill =
                new JsonObject().put("kind", "drain-node").put("target", holder).put("forMs", 1_000);
        assertThat(lab.send(holder, "POST", "/drills", drill).status()).isEqualTo(200);
        AddressLab.soon(() -> !holders(lab, holder).containsValue(holder));
        AddressLab.soon(() -> AddressLab.isOver(lab.latest(holder, "drills")));
        assertThat(lab.latest(holder, "drills").getString("state")).isEqualTo("done");
        awaitOneEach(lab);
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
