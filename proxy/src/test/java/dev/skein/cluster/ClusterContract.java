package dev.skein.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.Quotas.Grant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node may rely on, whatever is behind it: nothing, or a grid. Each implementation has a test that extends this. */
public interface ClusterContract {
    Duration SOON = Duration.ofSeconds(30);

    /** A node that is present, alone. */
    Cluster cluster();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Grant claim(Cluster cluster, long capacity, long wanted) {
        return cluster.quotas()
                .claim("limit", capacity, wanted)
                .toCompletableFuture()
                .orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    @Test
    default void itIsPresentAndAlone() {
        Membership membership = cluster().membership();
        assertThat(membership.live()).containsExactly(membership.self().id());
        assertThat(membership.self().isIn()).isTrue();
    }

    @Test
    default void whatItSaysItFindsAtOnceUntilItTakesItBack() {
        Facts facts = cluster().facts();
        String self = cluster().membership().self().id();
        facts.publish("health", "shop/1", bytes("up"));
        facts.publish("health", "shop/2", bytes("up"));
        facts.publish("health", "shop/1", bytes("down"));
        facts.withdraw("health", "shop/2");
        facts.settle("health");
        assertThat(facts.all("health"))
                .singleElement()
                .satisfies(fact -> assertThat(fact.value()).isEqualTo(bytes("down")));
        assertThat(facts.find(new Fact.Key(self, "health", "shop/2"))).isNull();
    }

    @Test
    default void itsOwnReportIsAmongTheLatest() {
        Reports reports = cluster().reports();
        String self = cluster().membership().self().id();
        reports.publish("load", bytes("1"));
        reports.publish("load", bytes("2"));
        assertThat(reports.latest("load").get(self))
                .satisfies(report -> assertThat(report.value()).isEqualTo(bytes("2")));
    }

    @Test
    default void itsLinesAreNumberedWithoutGapsAndItDoesNotHearItself() {
        Feed feed = cluster().feed();
        List<Line> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
        feed.listen(heard::add);
        long first = feed.add(bytes("x")).seq();
        assertThat(feed.add(bytes("y")).seq()).isEqualTo(first + 1);
        assertThat(heard).isEmpty();
    }

    @Test
    default void aloneItGetsWhatItWantsUpToTheCapacity() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(claim(cluster(), 90, 60)).isEqualTo(new Grant(60, true)));
        assertThat(claim(cluster(), 90, 200)).isEqualTo(new Grant(90, true));
    }

    @Test
    default void sharingAPinDisturbsNobody() {
        cluster().pins().share(1, 2, Duration.ofMinutes(1));
    }
}
