package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A roll of all nodes behind a virtual address, and a drill that moves it, as a client sees them. */
@Tag("lab")
class RollLabIT {
    private static final String API = "http://127.0.0.1:9090/api/v1";

    @TempDir
    Path directory;

    private static Answer send(AddressLab lab, String id, String method, String path, @Nullable JsonObject body) {
        return lab.lab.place(id).call(() -> Answer.to(method, API + path, body));
    }

    private static JsonObject latest(AddressLab lab, String id, String what) {
        List<JsonObject> all = send(lab, id, "GET", "/" + what, null).list(what);
        return all.isEmpty() ? new JsonObject().put("state", "none") : all.getFirst();
    }

    private static boolean over(JsonObject one) {
        return List.of("done", "stopped", "refused", "aborted").contains(one.getString("state"));
    }

    private static void awaitTogether(AddressLab lab) {
        for (String id : AddressLab.IDS) {
            AddressLab.soon(() -> send(lab, id, "GET", "/nodes", null).list("nodes").stream()
                            .filter(node -> node.getString("state").equals("present"))
                            .count()
                    == 3);
        }
    }

    @Test
    void theAddressMovesInADrillAndTheNodesAreRolledUnderIt() throws IOException {
        try (AddressLab lab = new AddressLab(directory, "")) {
            awaitTogether(lab);
            String holder = lab.holder();
            JsonObject drill = new JsonObject()
                    .put("kind", "move-address")
                    .put("target", AddressLab.ADDRESS)
                    .put("forMs", 3000);
            assertThat(send(lab, holder, "POST", "/drills", drill).status()).isEqualTo(200);
            AddressLab.soon(() -> over(latest(lab, holder, "drills")));
            JsonObject drilled = latest(lab, holder, "drills");
            assertThat(drilled.getString("state")).as(drilled::encode).isEqualTo("done");
            AddressLab.soon(() -> lab.holder().equals(holder));

            LabProcess prober = lab.prober();
            String asked = AddressLab.IDS.stream()
                    .filter(id -> !id.equals(holder))
                    .findFirst()
                    .orElseThrow();
            assertThat(send(lab, asked, "POST", "/rolls", new JsonObject().put("watchMs", 1000))
                            .status())
                    .isEqualTo(200);
            AddressLab.soonIgnoring(() -> over(latest(lab, asked, "rolls")));
            JsonObject roll = latest(lab, asked, "rolls");
            prober.finish();
            AddressLab.soon(() -> prober.lines().stream().anyMatch(line -> line.startsWith("report")));
            ProbeReport report = ProbeReport.parse(prober.lines().getLast());
            System.out.printf(
                    "roll under a virtual address: %s; drill: %s%n",
                    report, drilled.getJsonObject("verdict").getString("text"));
            assertThat(roll.getString("state")).as(roll::encode).isEqualTo("done");
            assertThat(report.sent()).isPositive();
            assertThat(report.failed()).as("%s", report).isZero();
        }
    }
}
