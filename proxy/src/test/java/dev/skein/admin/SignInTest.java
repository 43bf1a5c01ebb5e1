package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Cluster;
import dev.skein.config.AdminSettings.Role;
import dev.skein.config.AdminSettings.User;
import dev.skein.config.Place;
import dev.skein.config.Secret;
import dev.skein.model.TestTicker;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.Journal;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who guesses has to wait, from one network or from many; and who knows does not for long. */
class SignInTest {
    private static final List<User> USERS = List.of(new User(
            new Place("test", 1),
            "ops",
            new Secret(AdminNode.hash("right")),
            new Secret(""),
            Role.OPERATOR,
            List.of()));

    private final Vertx vertx = Vertx.vertx();
    private final TestTicker ticker = new TestTicker();
    private final Journal journal = new Journal(ticker, 100);
    private final SignIn signIn = new SignIn(
            vertx, ticker, journal, Cluster.alone(ticker, "a", "1", "").reports());

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** 200 for who comes in; else what it is refused with. */
    private int status(String password, String address) {
        try {
            signIn.byPassword(USERS, "ops", password, address)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return 200;
        } catch (CompletionException e) {
            return ((Refusal) Objects.requireNonNull(e.getCause())).status();
        }
    }

    private void guess(int times, String from) {
        for (int i = 0; i < times; i++) {
            assertThat(status("guess" + i, from + i)).isEqualTo(401);
        }
    }

    @Test
    void manyNetworksThatGuessOnePasswordHaveToWaitAndItsOwnerDoesNotWhereTheyCameInBefore() {
        assertThat(status("right", "192.0.2.7")).isEqualTo(200);
        ticker.pass(Duration.ofMinutes(10).toNanos());
        guess(Throttle.FAILURES_FOR_A_NAME, "198.51.100.");
        assertThat(status("guess", "203.0.113.1")).isEqualTo(429);
        assertThat(status("right", "203.0.113.2")).isEqualTo(429);
        assertThat(status("right", "192.0.2.7")).isEqualTo(200);
        assertThat(journal.latest(0, 100))
                .map(Event::text)
                .anyMatch(text -> text.contains("30 wrong passwords for 'ops'"));
    }

    @Test
    void nobodyIsLockedOutForLongerThanAMinute() {
        guess(Throttle.FAILURES_FOR_A_NAME, "198.51.100.");
        assertThat(status("right", "203.0.113.2")).isEqualTo(429);
        ticker.pass(Duration.ofMinutes(1).toNanos());
        assertThat(status("right", "203.0.113.2")).isEqualTo(200);
    }

    /** Whoever has one address of IPv6 has 2^64 of them. */
    @Test
    void allAddressesOfAnIPv6NetworkAreOne() {
        guess(Throttle.FAILURES, "2001:db8:1:2::");
        assertThat(status("guess", "2001:db8:1:2:ffff::1")).isEqualTo(429);
        assertThat(status("guess", "2001:db8:1:3::1")).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:0:1::7, 20010db800000001::/64",
        "fe80::1%eth0, fe80000000000000::/64",
        "::ffff:192.0.2.7, 192.0.2.7",
        "unknown, unknown"
    })
    void aNetworkIs(String address, String network) {
        assertThat(SignIn.network(address)).isEqualTo(network);
    }
}
