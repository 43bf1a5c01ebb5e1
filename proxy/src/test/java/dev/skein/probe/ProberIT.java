package dev.skein.probe;

import static dev.skein.probe.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.model.ServerKey;
import dev.skein.probe.ProbeResult.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProberIT {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration SELDOM = Duration.ofMinutes(10);

    private final ProbeFixture fixture = new ProbeFixture(3);

    @AfterEach
    void closes() {
        fixture.close();
    }

    @Test
    void aServerIsCheckedAgainAndAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok("fine"))) {
            fixture.prober.replace(List.of(target("a", server, OFTEN)));
            for (int i = 0; i < 5; i++) {
                assertThat(fixture.next().result().verdict()).isEqualTo(Verdict.PASSED);
            }
            await().untilAsserted(() ->
                    assertThat(server.accepted.get() - server.open.get()).isGreaterThan(4));
        }
    }

    @Test
    void aChangeOfTheServerIsFoundByTheNextCheck() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok("fine"))) {
            fixture.prober.replace(List.of(target("a", server, OFTEN)));
            assertThat(fixture.next().result().verdict()).isEqualTo(Verdict.PASSED);
            server.stopListening();
            await().untilAsserted(
                            () -> assertThat(fixture.next().result().reason()).isEqualTo("connection refused"));
        }
    }

    @Test
    void aTargetThatIsEqualIsNotTouchedAndOneThatChangedIsCheckedAtOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok("fine"))) {
            fixture.prober.replace(List.of(target("a", server, SELDOM), target("b", server, SELDOM)));
            assertThat(List.of(
                            fixture.next().key().server(), fixture.next().key().server()))
                    .containsExactlyInAnyOrder("a", "b");

            fixture.prober.replace(List.of(target("a", server, SELDOM), target("b", server, SELDOM.plusSeconds(1))));
            assertThat(fixture.next().key().server()).isEqualTo("b");
            fixture.prober.probeNow(new ServerKey("shop", "a"));
            assertThat(fixture.next().key().server()).isEqualTo("a");
            assertThat(fixture.found).isEmpty();
        }
    }

    @Test
    void noResultOfARemovedServerIsDelivered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch removed = new CountDownLatch(1);
        try (ScriptedServer slow = ScriptedServer.of(connection -> {
                    connection.head();
                    asked.countDown();
                    awaitLatch(removed);
                    connection.send(ok("late"));
                });
                ScriptedServer other = ScriptedServer.answering(ok("fine"))) {
            fixture.prober.replace(List.of(target("slow", slow, OFTEN)));
            awaitLatch(asked);
            fixture.prober.replace(List.of(target("other", other, SELDOM)));
            assertThat(fixture.next().key().server()).isEqualTo("other");
            removed.countDown();
            await().untilAsserted(() -> assertThat(slow.open).hasValue(0));
            assertThat(fixture.found).isEmpty();
        }
    }

    @Test
    void atMostSoManyChecksAreUnderWay() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.of(connection -> {
            connection.head();
            awaitLatch(all);
            connection.send(ok("fine"));
        })) {
            List<ProbeTarget> many = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                many.add(target("s" + i, server, SELDOM));
            }
            fixture.prober.replace(many);
            await().untilAsserted(() -> assertThat(server.requests).hasSize(3));
            assertThat(server.accepted).hasValue(3);
            all.countDown();
            for (int i = 0; i < 10; i++) {
                assertThat(fixture.next().result().verdict()).isEqualTo(Verdict.PASSED);
            }
            await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }

    @Test
    void aServerNobodyKnowsCanNotBeChecked() throws Exception {
        fixture.prober.probeNow(new ServerKey("shop", "nobody"));
        try (ScriptedServer server = ScriptedServer.answering(ok("fine"))) {
            fixture.prober.replace(List.of(target("a", server, SELDOM)));
            assertThat(fixture.next().key().server()).isEqualTo("a");
        }
    }

    @Test
    void aHostThatIsNoneFailsAndTheOthersGoOn() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ok("fine"))) {
            ProbeTarget good = target("good", server, SELDOM);
            ProbeTarget bad = new ProbeTarget(
                    new ServerKey("shop", "bad"), "not a host", 80, null, null, good.spec(), good.policy());
            fixture.prober.replace(List.of(bad, good));
            List<ProbeFixture.Found> both = List.of(fixture.next(), fixture.next());
            assertThat(both)
                    .anySatisfy(found -> assertThat(found.result().verdict()).isEqualTo(Verdict.PASSED))
                    .anySatisfy(found -> assertThat(found.result().reason()).isEqualTo("host 'not a host' not found"));
        }
    }

    @Test
    void closingClosesTheConnectionsOfChecksUnderWay() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(ScriptedServer.Connection::head)) {
            fixture.prober.replace(List.of(target("a", server, OFTEN)));
            await().untilAsserted(() -> assertThat(server.open).hasValue(1));
            fixture.prober.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            assertThat(fixture.found).isEmpty();
        }
    }

    @Test
    void aTcpCheckOpensAndClosesWithoutAWord() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(connection -> {})) {
            assertThat(fixture.check(ProbeFixture.target(server.port(), new ProbeSpec.Tcp()))
                            .verdict())
                    .isEqualTo(Verdict.PASSED);
            await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            assertThat(server.accepted).hasValue(1);
        }
    }

    private static ProbeTarget target(String name, ScriptedServer server, Duration interval) {
        return new ProbeTarget(
                new ServerKey("shop", name),
                "127.0.0.1",
                server.port(),
                null,
                null,
                ProbeSpec.Http.get("/"),
                ProbeFixture.policy(interval, ProbeFixture.PATIENT));
    }

    static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
