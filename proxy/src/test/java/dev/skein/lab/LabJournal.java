package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the nodes of a lab have told. */
final class LabJournal {

    /** An event of some node's journal. */
    record Told(Instant at, String node, String kind, String subject, String text) {}

    private LabJournal() {}

    /** What all nodes have told of these kinds, oldest first, as that one knows it. */
    static List<Told> told(AddressLab lab, String asked, String... kinds) {
        return lab.ask(asked, "/events?limit=1000").list("events").stream()
                .filter(event -> List.of(kinds).contains(event.getString("kind")))
                .map(LabJournal::told)
                .sorted(Comparator.comparing(Told::at))
                .toList();
    }

    private static Told told(JsonObject event) {
        return new Told(
                Instant.parse(event.getString("at")),
                event.getString("node"),
                event.getString("kind"),
                event.getString("subject"),
                event.getString("text"));
    }

    /** From one kind of event to another no address moved but from the node that stopped last, or one that was not well. */
    static void assertOnlyStoppingNodesGaveAway(AddressLab lab, String asked, String from, String until) {
        List<Told> told = told(lab, asked, from, until, "node-stopping", "virtual-ip-lost");
        // On a machine that has no time for its event loops a node leaves its addresses to others, as it should.
        Set<String> unwell = AddressLab.IDS.stream()
                .filter(id -> lab.keeper(id).lines().stream().anyMatch(line -> line.contains("the node is unwell")))
                .collect(Collectors.toSet());
        boolean counts = false;
        String stopping = "";
        int moves = 0;
        for (Told one : told) {
            if (one.kind().equals(from) || one.kind().equals(until)) {
                counts = one.kind().equals(from);
            } else if (one.kind().equals("node-stopping")) {
                stopping = one.node();
            } else if (counts && one.text().endsWith(": handed over")) {
                // A machine without a processor for half a second loses a lease, too, but gives nothing away.
                moves++;
                assertThat(one.node().equals(stopping) || unwell.contains(one.node()))
                        .as("%s in %s", one, told)
                        .isTrue();
            }
        }
        assertThat(moves).as("%s", told).isPositive();
        assertThat(told).extracting(Told::kind).contains(from, until);
    }
}
