package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.skein.lab.Lab.Direction;
import dev.skein.lab.Lab.Network;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bench itself: what it says about outages is true. */
@Tag("lab")
class ProberLabIT {
    private static final String PORT = "8080";

    /** Answers every request: {@code Answering ADDRESS}. */
    public static final class Answering {
        private Answering() {}

        public static void main(String[] arguments) throws Exception {
            HttpServer server = HttpServer.create(new InetSocketAddress(arguments[0], Integer.parseInt(PORT)), 100);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[] {'o', 'k'});
                exchange.close();
            });
            server.start();
            System.out.println("ready");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fresh", "kept"})
    void aCutIsSeenAndItsEnd(String mode) {
        try (Lab lab = Lab.up(1, 0)) {
            String address = Lab.address("a", Network.PUBLIC);
            LabProcess server = lab.java("a", Answering.class, address);
            await().atMost(Duration.ofSeconds(20)).until(() -> server.lines().contains("ready"));
            LabProcess prober = lab.java(
                    "client", Prober.class, address, PORT, "100", mode, String.valueOf(Probing.IMPATIENT.toMillis()));
            // Loading classes takes its time; from here on it is warm.
            await().pollDelay(Duration.ofSeconds(2)).until(prober::isAlive);
            int turns = prober.lines().size();

            lab.cut("a", Network.PUBLIC, Direction.BOTH);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> prober.lines().stream().skip(turns).anyMatch(line -> line.startsWith("bad")));
            lab.heal("a", Network.PUBLIC);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> prober.lines().getLast().startsWith("good"));

            ProbeReport report = Probing.end(prober);
            assertThat(report.bad()).as("%s", report).isPositive();
            assertThat(report.outageMillis()).as("%s", report).isPositive();
            assertThat(report.sent()).isGreaterThan(report.bad());
        }
    }

    @Test
    void whatRunsElsewhereIsNotTouchedAndAnUnknownPlaceIsNamed() {
        try (Lab lab = Lab.up(1, 1)) {
            LabProcess sleeper = lab.run("s1", List.of("sleep", "100"));
            await().until(sleeper::isAlive);
            assertThatThrownBy(() -> lab.cut("q", Network.CLUSTER, Direction.BOTH))
                    .hasMessageContaining("place: q (expected: one of");
        }
    }
}
