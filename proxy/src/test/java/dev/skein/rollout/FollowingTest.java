package dev.skein.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.trust.NodeName;
import dev.skein.lease.register.Outcome;
import dev.skein.link.GuestList;
import dev.skein.link.LinkEvents;
import dev.skein.link.LinkSettings;
import dev.skein.link.NodeLink;
import dev.skein.model.Ticker;
import dev.skein.revision.Bundle;
import dev.skein.revision.Head;
import dev.skein.revision.Revision;
import dev.skein.revision.Trial;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node that tries a configuration runs when the time of the trial is over and nobody has said how it ended. */
class FollowingTest {
    private static final long WATCH_SECONDS = 60;

    @TempDir
    Path directory;

    private final Clock clock = new Clock();
    private boolean majority = true;
    private Head head = Head.NONE;

    @SuppressWarnings("NullAway.Init")
    private NodeLink link;

    @SuppressWarnings("NullAway.Init")
    private Bundles bundles;

    @SuppressWarnings("NullAway.Init")
    private Switch force;

    @SuppressWarnings("NullAway.Init")
    private Following following;

    /** Stands still unless told. */
    private static final class Clock implements Ticker {
        private long seconds = 1;

        @Override
        public long nanos() {
            return TimeUnit.SECONDS.toNanos(seconds);
        }

        @Override
        public long epochMillis() {
            return TimeUnit.SECONDS.toMillis(seconds);
        }
    }

    @BeforeEach
    void aTrialBegins() throws IOException {
        Path file = Files.writeString(
                directory.resolve("skein.conf"), "skein.node { id = a, data = \"%s\" }%n".formatted(directory));
        Configuration configuration = new Configuration(file);
        configuration.first();
        RevisionStore store = new RevisionStore(directory);
        Revisions.Told told = new Revisions.Told("a", new Journal(clock, 16), clock);
        link = new NodeLink(
                LinkSettings.usual(
                        new NodeName("edge", "a"), "lab", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                null,
                GuestList.ANYBODY,
                LinkEvents.NONE);
        bundles = new Bundles("a", store, link, (_, _) -> new byte[0], (_, _) -> {});
        force = new Switch(configuration, store, _ -> List::of, clock);
        following = new Following(
                told,
                force,
                bundles,
                new Following.Asking(
                        () -> CompletableFuture.completedFuture(new Outcome.NoMajority("")), () -> majority));
        head = Head.NONE
                .committing(kept(store, "one"), "ann", 0, "")
                .trying(new Trial(new Revision(2, kept(store, "two"), "ann", 0, ""), "a", WATCH_SECONDS * 1000));
        assertThat(running()).isEqualTo(2);
    }

    @AfterEach
    void end() {
        bundles.close();
        link.close();
    }

    private static String kept(RevisionStore store, String note) throws IOException {
        Bundle bundle = new Bundle(new TreeMap<>(Map.of("", "# " + note)));
        store.keep(bundle);
        return bundle.id();
    }

    /** The revision in force after one more look. */
    private long running() throws IOException {
        following.follow(head);
        return Objects.requireNonNull(force.state().revision()).number();
    }

    private long runningAfter(long seconds) throws IOException {
        clock.seconds = 1 + seconds;
        return running();
    }

    @Test
    void whileNoMajorityIsHeardItEndsAtItsTimeByThisNodesClock() throws IOException {
        majority = false;
        assertThat(runningAfter(WATCH_SECONDS - 1)).isEqualTo(2);
        assertThat(runningAfter(WATCH_SECONDS)).isEqualTo(1);
        assertThat(force.state().trial()).isFalse();
    }

    @Test
    void onceItHasEndedHereItDoesNotBeginAgainWhenAMajorityIsBack() throws IOException {
        majority = false;
        assertThat(runningAfter(WATCH_SECONDS)).isEqualTo(1);
        majority = true;
        assertThat(runningAfter(WATCH_SECONDS + 1)).isEqualTo(1);
    }

    @Test
    void whileAMajorityIsHeardItIsGivenTimeToDecide() throws IOException {
        assertThat(runningAfter(WATCH_SECONDS + 29)).isEqualTo(2);
        assertThat(runningAfter(WATCH_SECONDS + 30)).isEqualTo(1);
    }

    @Test
    void whatIsDecidedMeanwhileCounts() throws IOException {
        Trial trial = Objects.requireNonNull(head.trial());
        head = head.committing(trial.revision().id(), "ann", 0, "");
        majority = false;
        assertThat(runningAfter(WATCH_SECONDS)).isEqualTo(2);
        assertThat(force.state().trial()).isFalse();
    }
}
