package dev.skein.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.MemoryGrid;
import dev.skein.model.Ticker;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An authority that asks a node which has not heard of the challenge ends the order. */
class AudienceTest {
    private static final long INDEX = 7;

    private final MemoryGrid grid = new MemoryGrid(Ticker.SYSTEM, 2);
    private final Cluster a = grid.node("a", 100);
    private final Cluster b = grid.node("b", 100);
    private final Audience seenByA = new Audience(a, () -> Set.of("b"));
    private final Audience seenByB = new Audience(b, () -> Set.of("a"));

    @Test
    void eachNodeOfTheGridHasToSayThatItAnswers() {
        grid.join(a);
        grid.join(b);
        seenByA.publish(INDEX);
        assertThat(seenByA.knows(INDEX)).isFalse();
        seenByB.publish(INDEX - 1);
        assertThat(seenByA.knows(INDEX)).isFalse();
        seenByB.publish(INDEX + 1);
        assertThat(seenByA.knows(INDEX)).isTrue();
    }

    /** Roles are given by votes, which need no grid: their holder may order before it has joined, and so may the others. */
    @Test
    void whoIsConnectedAndNotInTheGridYetIsWaitedFor() {
        grid.join(a);
        seenByA.publish(INDEX);
        assertThat(seenByA.knows(INDEX)).isFalse();
        grid.join(b);
        seenByB.publish(INDEX);
        assertThat(seenByA.knows(INDEX)).isTrue();
    }

    @Test
    void whoIsGoneIsNotWaitedFor() {
        grid.join(a);
        Audience alone = new Audience(a, Set::of);
        alone.publish(INDEX);
        assertThat(alone.knows(INDEX)).isTrue();
    }
}
