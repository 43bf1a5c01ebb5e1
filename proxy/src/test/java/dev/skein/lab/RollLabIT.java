package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A roll of all nodes behind virtual addresses, spread and not, and a drill that moves it, as a client sees them. */
@Tag("lab")
class RollLabIT {

    private static final List<String> SPREAD =
            IntStream.range(201, 206).mapToObj(last -> "203.0.113." + last).toList();
    private static final String ALL = SPREAD.stream()
            .map(address -> "{ address = \"" + address + "/24\", interface = eth0, mode = spread }")
            .collect(Collectors.joining(
                    ", ", "[ { address = \"" + AddressLab.ADDRESS + "/24\", interface = eth0 }, ", " ]"));

    @TempDir
    Path directory;

    private static void awaitTogether(AddressLab lab) {
        for (String id : AddressLab.IDS) {
            AddressLab.soon(() -> lab.send(id, "GET", "/nodes", null).list("nodes").stream()
                            .filter(node -> node.getString("state").equals("present"))
                            .count()
                    == 3);
        }
    }

    @Test
    void theAddressMovesInADrillAndTheNodesAreRolledUnderIt() throws IOException {
        try (AddressLab lab = new AddressLab(directory, "virtual-ips = " + ALL)) {
            awaitTogether(lab);
            String holder = lab.holder();
            JsonObject drill = new JsonObject()
                    .put("kind", "move-address")
                    .put("target", AddressLab.ADDRESS)
                    .put("forMs", 3000);
            assertThat(lab.send(holder, "POST", "/drills", drill).status()).isEqualTo(200);
            AddressLab.soon(() -> AddressLab.isOver(lab.latest(holder, "drills")));
            JsonObject drilled = lab.latest(holder, "drills");
            assertThat(drilled.getString("state")).as(drilled::encode).isEqualTo("done");
            AddressLab.soon(() -> lab.holder().equals(holder));

            List<LabProcess> probers = probers(lab);
            String asked = AddressLab.IDS.stream()
                    .filter(id -> !id.equals(holder))
                    .findFirst()
                    .orElseThrow();
            assertThat(lab.send(asked, "POST", "/rolls", new JsonObject().put("watchMs", 1000))
                            .status())
                    .isEqualTo(200);
            AddressLab.soonIgnoring(() -> AddressLab.isOver(lab.latest(asked, "rolls")));
            JsonObject roll = lab.latest(asked, "rolls");
            assertThat(roll.getString("state")).as(roll::encode).isEqualTo("done");
            LabJournal.assertOnlyStoppingNodesGaveAway(lab, asked, "roll-began", "roll-ended");
            // The last node is given its share, by which no request may fail either.
            AddressLab.soon(() -> holders(lab, asked).containsAll(AddressLab.IDS));
            System.out.printf("drill: %s%n", drilled.getJsonObject("verdict").getString("text"));
            probers.forEach(prober -> Probing.assertNoneFailed("roll under virtual addresses", prober));
        }
    }

    /** Of both kinds, at an address that one node has and at two that are spread. */
    private static List<LabProcess> probers(AddressLab lab) {
        List<LabProcess> probers = List.of(
                lab.prober("client", AddressLab.ADDRESS, AddressLab.PORT, "fresh"),
                lab.prober("client", SPREAD.getFirst(), AddressLab.PORT, "fresh"),
                lab.prober("client", SPREAD.getLast(), AddressLab.PORT, "kept"));
        probers.forEach(Probing::awaitSteady);
        return probers;
    }

    private static Set<String> holders(AddressLab lab, String asked) {
        return lab.send(asked, "GET", "/virtual-ips", null).list("virtualIps").stream()
                .map(one -> String.valueOf(one.getString("holder")))
                .collect(Collectors.toSet());
    }
}
