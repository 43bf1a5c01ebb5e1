package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lab.Lab.Network;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of {@code conf/examples/balancer}: HAProxy on Layer 4 before three nodes, of which one after the other stops. */
@Tag("lab")
class BalancerLabIT {
    private static final Path RECIPE = Path.of("../conf/examples/balancer/haproxy.cfg");
    private static final String FRONT = Lab.address("client", Network.PUBLIC);
    private static final String PORT = "80";

    private static final String OTHERS = """
        listeners.http.proxy-protocol { mode = required, from = [ "203.0.113.0/24" ] }
        shutdown.delay = 3s
        routes = [
          { name = ready, priority = 100, match { path = /-/ready, clients = [ "203.0.113.100/32" ] }, ready = true }
          { name = who, match.path = /who, redirect { to = "http://%{client.address}/", status = 302 } }
          { name = all, pool = web }
        ]
        """;

    @TempDir
    Path directory;

    @Test
    void nodesStopOneAfterTheOtherAndNoFreshRequestNotices() throws IOException {
        Path recipe = directory.resolve("haproxy.cfg");
        Files.writeString(recipe, Files.readString(RECIPE).replace("10.0.0.", "203.0.113."));
        try (AddressLab lab = AddressLab.withFront(directory, "", OTHERS)) {
            LabProcess balancer = lab.lab.run("client", List.of("haproxy", "-db", "-f", recipe.toString()));
            AddressLab.soon(() -> location(lab).equals("http://" + Lab.address("d", Network.PUBLIC) + "/"));
            assertThat(lab.lab
                            .place("d")
                            .call(() -> Answer.to("GET", "http://" + FRONT + "/-/ready", null))
                            .status())
                    .as("what strangers may ask, which is not whether it is ready")
                    .isEqualTo(200);
            try (LabProcess fresh = lab.prober("d", FRONT, PORT, "fresh")) {
                Probing.awaitSteady(fresh);
                for (String id : AddressLab.IDS.subList(1, 3)) {
                    lab.node(id).signal("TERM");
                    AddressLab.soon(() -> !lab.node(id).isAlive());
                    lab.startNode(id);
                    AddressLab.soon(() -> balancer.lines().stream()
                            .filter(line -> line.contains("Server skein/" + id + " is "))
                            .reduce("", (_, last) -> last)
                            .contains(" is UP"));
                }
                ProbeReport report = Probing.part(fresh);
                assertThat(report.failed())
                        .as("%s, %s, %s", report, Probing.failures(fresh), balancer.lines())
                        .isZero();
            }
            assertThat(balancer.lines())
                    .as("what took them out was the answer of 503, not a refused connection")
                    .filteredOn(line -> line.contains(" is DOWN"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("503"));
        }
    }

    /** Where the client is told to go: to the address that it has for the node behind the balancer. */
    private static String location(AddressLab lab) {
        return lab.lab.place("d").call(() -> {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + FRONT + ":" + PORT + "/who").toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            try {
                String to = connection.getHeaderField("Location");
                return to == null ? "" : to;
            } finally {
                connection.disconnect();
            }
        });
    }
}
