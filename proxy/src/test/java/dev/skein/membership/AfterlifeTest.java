package dev.skein.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.membership.Afterlife.Clients;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AfterlifeTest {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    private void handedOver(String mode, Predicate<String> held) {
        Afterlife afterlife = new Afterlife(
                thread,
                () -> WantedTest.settings("""
                    skein.cluster {
                      name = edge, bind = "127.0.0.1", members = [ "127.0.0.1" ], voters = [ a ], drain-timeout = 0s
                      secret = "sixteen characters or more"
                      virtual-ips = [ { address = "203.0.113.1/24", interface = eth0, mode = %s } ]
                    }
                    """.formatted(mode)),
                held,
                new Clients(address -> note("told", address), address -> note("ended", address)));
        thread.execute(() -> afterlife.accept("203.0.113.1"));
    }

    private void note(String what, InetAddress address) {
        done.add(what + ' ' + address.getHostAddress());
    }

    /** All that came of it. */
    private List<String> done() throws Exception {
        thread.submit(() -> {}).get(10, TimeUnit.SECONDS);
        thread.shutdown();
        assertThat(thread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        return List.copyOf(done);
    }

    @Test
    void clientsAreToldAtOnceAndEndedWhenTheirTimeIsOver() throws Exception {
        handedOver("spread", _ -> false);
        assertThat(done()).containsExactly("told 203.0.113.1", "ended 203.0.113.1");
    }

    @Test
    void anAddressThatIsBackKeepsItsConnections() throws Exception {
        handedOver("active-passive", "203.0.113.1"::equals);
        assertThat(done()).containsExactly("told 203.0.113.1");
    }

    @Test
    void anAddressThatAllNodesServeLosesNothingWithItsLease() throws Exception {
        handedOver("shared", _ -> false);
        assertThat(done()).containsExactly("told 203.0.113.1");
    }
}
