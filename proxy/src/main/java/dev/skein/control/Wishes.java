package dev.skein.control;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Fact;
import dev.skein.cluster.HybridClock;
import dev.skein.cluster.LastWins;
import dev.skein.cluster.LastWins.Entry;
import dev.skein.cluster.Stamp;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.EventKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators want of servers, on whichever node they said so: kept on disk, told to the other nodes, and merged with
 * what these were told by {@link LastWins}. Confined to the control thread.
 */
final class Wishes {
    static final String TOPIC = "wish";

    private static final Logger LOG = LoggerFactory.getLogger(Wishes.class);

    /** A node that was away for longer may bring back a wish that was taken back meanwhile. */
    private static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(30);

    private final Environment environment;
    private final Cluster cluster;
    private final WishFile file;
    private final String self;
    private final HybridClock clock;
    private final LastWins<ServerKey, Wish> wishes = new LastWins<>();
    /** What was wished here while others could not hear it → what counted before. */
    private final Map<ServerKey, Stamp> localOnly = new HashMap<>();

    Wishes(Environment environment, WishFile file) {
        this.environment = environment;
        this.cluster = environment.cluster();
        this.file = file;
        this.self = cluster.membership().self().id();
        this.clock = new HybridClock(environment.ticker(), self);
        file.read().forEach((key, entry) -> {
            clock.heard(entry.stamp());
            wishes.offer(key, entry);
        });
        long now = environment.ticker().epochMillis();
        wishes.forget(entry -> over(entry.value(), now) && now - entry.stamp().millis() > KEPT_MILLIS);
        wishes.all().forEach(this::tell);
        cluster.facts().all(TOPIC).forEach(this::hear);
    }

    /** What is wanted of a server. */
    Wish of(ServerKey key) {
        Entry<Wish> entry = wishes.find(key);
        return entry == null || over(entry.value(), environment.ticker().epochMillis()) ? Wish.NONE : entry.value();
    }

    private static boolean over(Wish wish, long now) {
        return wish.empty() || wish.expired(now);
    }

    /** Whether only this node, or this part of a split cluster, knows of the wish. */
    boolean localOnly(ServerKey key) {
        return localOnly.containsKey(key);
    }

    /** An operator wishes something on this node. */
    void wish(ServerKey key, Wish wish) {
        Entry<Wish> before = wishes.find(key);
        Entry<Wish> entry = new Entry<>(clock.next(), wish);
        wishes.offer(key, entry);
        if (!cluster.inMajority()) {
            localOnly.putIfAbsent(key, before == null ? Stamp.NONE : before.stamp());
        }
        tell(key, entry);
        write();
    }

    private void tell(ServerKey key, Entry<Wish> entry) {
        if (!cluster.lone()) {
            cluster.facts().publish(TOPIC, key.toString(), WishCodec.encode(entry));
        }
    }

    /**
     * Servers for which the time of a wish is over. On a node alone such wishes are forgotten; in a cluster they stay, to
     * outdo older ones.
     */
    List<ServerKey> expired(Collection<PoolState> pools) {
        long now = environment.ticker().epochMillis();
        List<ServerKey> over = pools.stream()
                .flatMap(pool -> pool.servers.values().stream())
                .filter(server -> server.wish.expired(now))
                .map(server -> server.key)
                .toList();
        if (!over.isEmpty()) {
            write();
        }
        return over;
    }

    private void write() {
        if (cluster.lone()) {
            long now = environment.ticker().epochMillis();
            wishes.forget(entry -> over(entry.value(), now));
        }
        file.write(wishes.all());
    }

    /** Another node was told something. For which server something else counts now; none if nothing changed. */
    Optional<ServerKey> hear(Fact fact) {
        byte[] value = fact.value();
        ServerKey key = FindingCodec.key(fact.key().name());
        if (value == null || key == null) {
            return Optional.empty();
        }
        try {
            return merge(key, WishCodec.decode(value)) ? Optional.of(key) : Optional.empty();
        } catch (MalformedException e) {
            LOG.warn("{}: a wish that this version can't read: {}", fact.key(), e.getMessage());
            return Optional.empty();
        }
    }

    private boolean merge(ServerKey key, Entry<Wish> theirs) {
        clock.heard(theirs.stamp());
        Entry<Wish> ours = wishes.find(key);
        Stamp before = localOnly.get(key);
        boolean newer = wishes.offer(key, theirs);
        if (before != null && ours != null && theirs.stamp().compareTo(before) > 0) {
            reconciled(key, newer ? theirs : ours, newer ? ours : theirs);
        }
        if (newer) {
            localOnly.remove(key);
            write();
        }
        return newer;
    }

    private void reconciled(ServerKey key, Entry<Wish> kept, Entry<Wish> dropped) {
        if (!kept.stamp().equals(dropped.stamp())) {
            String text = text(kept) + " is later than " + text(dropped) + " and counts";
            environment.journal().add(EventKind.WISHES_RECONCILED, key.toString(), text);
        }
    }

    private static String text(Entry<Wish> entry) {
        Wish wish = entry.value();
        return describe(wish) + " by " + (wish.author().isEmpty() ? "nobody" : wish.author()) + " on "
                + entry.stamp().author();
    }

    /** Tells the journal that something else is wanted of a server. */
    void journal(ServerKey key, Wish before) {
        Wish now = of(key);
        Entry<Wish> entry = wishes.find(key);
        String toldTo = entry == null ? self : entry.stamp().author();
        String text = describe(now)
                + (toldTo.equals(self) ? "" : " (told to node " + toldTo + ")")
                + (localOnly(key) ? " (local only: most of the cluster can't be reached)" : "");
        EventKind kind = now.state() == before.state() ? EventKind.SERVER_WEIGHT_WISHED : EventKind.SERVER_STATE_WISHED;
        environment.journal().add(kind, key.toString(), text, now.author());
    }

    private static String describe(Wish wish) {
        return wish.state().name().toLowerCase(Locale.ROOT)
                + (wish.weight() == null ? "" : ", weight " + wish.weight())
                + (wish.reason().isEmpty() ? "" : ": " + wish.reason());
    }

    /**
     * Nodes came or went, or the grid was found: what was known here only may be known to all now.
     *
     * @return servers of which something else counts now, or counts for all
     */
    Set<ServerKey> members() {
        Set<ServerKey> changed = new HashSet<>();
        cluster.facts().all(TOPIC).forEach(fact -> hear(fact).ifPresent(changed::add));
        if (!localOnly.isEmpty() && cluster.inMajority()) {
            changed.addAll(localOnly.keySet());
            for (ServerKey key : localOnly.keySet()) {
                environment.journal().add(EventKind.WISHES_RECONCILED, key.toString(), "the wish is known to all now");
            }
            localOnly.clear();
        }
        return changed;
    }
}
