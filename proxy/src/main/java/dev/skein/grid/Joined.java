package dev.skein.grid;

import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder;
import dev.skein.cluster.Membership;
import dev.skein.cluster.Membership.Source;
import dev.skein.model.Ticker;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One life of an instance of Hazelcast, from its start to its end. */
final class Joined {
    private static final long TAKE_IN_MILLIS = 10_000;
    private static final long SILENT_MILLIS = 2_500;
    /** After members came or went: when partitions have moved, and when that took long. */
    private static final long[] REPEAT_MILLIS = {2_000, 10_000};

    private final HazelcastInstance instance;
    private final GridNode node;
    private final Config config;
    private final Cluster cluster;
    private final Executor threads;
    private final Ticker ticker;
    private final Connection connection;
    private long takenInAt;
    private volatile boolean left;
    private volatile long changedAt;
    private volatile int repeats;

    Joined(HazelcastInstance instance, GridNode node, Config config, Cluster cluster, Executor threads, Ticker ticker) {
        this.instance = instance;
        this.node = node;
        this.config = config;
        this.cluster = cluster;
        this.threads = threads;
        this.ticker = ticker;
        this.connection = new Connection(instance, cluster, threads);
    }

    /** Takes part: hears of members, takes in what is there, says what this node knows. Waits. */
    void enter() {
        instance.getCluster().addMembershipListener(new Comings());
        instance.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGING) {
                cluster.disconnect("two parts of the cluster come together again");
            } else if (event.getState() == LifecycleState.MERGED) {
                threads.execute(this::merged);
            }
        });
        inside();
        connection.fill();
        connection.start();
    }

    private void inside() {
        int others = size() - 1;
        cluster.membership().inside(others == 0 ? "no other node was found" : "with " + others + " more");
    }

    /** All others may be other members than before. */
    private void merged() {
        instance.getCluster().getMembers().forEach(this::arrived);
        inside();
        connection.fill();
        changed();
    }

    /** Runs once when the instance has ended, unless it was told to. */
    void onEnd(Runnable action) {
        instance.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.SHUTDOWN && !left) {
                connection.close();
                action.run();
            }
        });
    }

    int size() {
        try {
            return instance.getCluster().getMembers().size();
        } catch (HazelcastInstanceNotActiveException e) {
            // It is ending: as good as alone.
            return 1;
        }
    }

    /** The list that is used when parts of a cluster look for each other. */
    void members(List<String> addresses) {
        config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setMembers(addresses);
    }

    /** Compares when each member was last heard of. */
    void watch() {
        repeat(ticker.millis());
        long now = ticker.epochMillis();
        Membership membership = cluster.membership();
        for (com.hazelcast.cluster.Member member : instance.getCluster().getMembers()) {
            Hello hello = hello(member);
            if (hello == null || member.localMember()) {
                continue;
            }
            long silent = now - node.lastHeard(member, now);
            if (silent > SILENT_MILLIS) {
                membership.suspect(hello.id(), Source.GRID, "silent for " + silent / 1000.0 + " s");
            } else {
                membership.trust(hello.id(), Source.GRID);
            }
        }
    }

    /** Members have come or gone, and what was said meanwhile may have been lost on the way to somebody. */
    private void changed() {
        changedAt = ticker.millis();
        repeats = 0;
    }

    private void repeat(long now) {
        if (now - takenInAt > TAKE_IN_MILLIS) {
            takenInAt = now;
            connection.takeIn();
        }
        int before = repeats;
        if (before < REPEAT_MILLIS.length && now - changedAt > REPEAT_MILLIS[before]) {
            repeats = before + 1;
            threads.execute(connection::repeat);
        }
    }

    private static @Nullable Hello hello(com.hazelcast.cluster.Member member) {
        String attribute = member.getAttribute(GridNode.HELLO);
        try {
            return attribute == null ? null : Hello.ofAttribute(attribute);
        } catch (IllegalArgumentException | Decoder.MalformedException e) {
            // It passed the guard with a sound one; whatever this is, it is no node of ours.
            return null;
        }
    }

    private void arrived(com.hazelcast.cluster.Member member) {
        Hello hello = hello(member);
        if (hello != null && !member.localMember()) {
            cluster.membership().arrived(hello.member("joined"));
        }
    }

    private void gone(com.hazelcast.cluster.Member member) {
        Hello hello = hello(member);
        if (hello != null) {
            long now = ticker.epochMillis();
            long silent = now - node.lastHeard(member, now);
            String why = cluster.leaves(hello.id(), hello.boot())
                    ? "stopped"
                    : silent > SILENT_MILLIS ? "silent for " + silent / 1000.0 + " s" : "its connections were lost";
            cluster.membership().gone(hello.id(), hello.boot(), why);
        }
    }

    /** Tells the others that this is no failure, hands over, and ends. Waits. */
    void leave() {
        cluster.leave();
        connection.flush();
        shutdown();
    }

    void shutdown() {
        left = true;
        connection.close();
        instance.shutdown();
    }

    void terminate() {
        connection.close();
        instance.getLifecycleService().terminate();
    }

    private final class Comings implements InitialMembershipListener {
        @Override
        public void init(InitialMembershipEvent event) {
            event.getMembers().forEach(Joined.this::arrived);
            changed();
        }

        @Override
        public void memberAdded(MembershipEvent event) {
            arrived(event.getMember());
            changed();
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            gone(event.getMember());
            changed();
        }
    }
}
