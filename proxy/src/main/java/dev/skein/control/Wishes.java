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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators want of servers, on whichever node they said so: kept on disk, told to the other nodes, decided by a
 * majority of the voters where there are any, and merged with what others were told by {@link LastWins}. In a minority a
 * wish holds at once and is local only. Confined to the control thread.
 */
final class Wishes {
    static final String TOPIC = "wish";

    private static final Logger LOG = LoggerFactory.getLogger(Wishes.class);

    private static final long PURGE_MILLIS = TimeUnit.HOURS.toMillis(1);
    /** What nobody brought to a majority is, by whoever knows it. */
    private static final long AGREE_MILLIS = 5000;

    private final Environment environment;
    private final Cluster cluster;
    private final WishFile file;
    private final String self;
    private final HybridClock clock;
    private final LastWins<ServerKey, Wish> wishes = new LastWins<>();
    /** What was wished here while others could not hear it → what counted before. */
    private final Map<ServerKey, Stamp> localOnly = new HashMap<>();

    private final WishAgreement agreement;
    private long agreeAt;
    private long purgeAt;

    Wishes(Environment environment, WishFile file) {
        this.environment = environment;
        this.cluster = environment.cluster();
        this.file = file;
        this.self = cluster.membership().self().id();
        this.clock = new HybridClock(environment.ticker(), self);
        this.agreement = new WishAgreement(cluster.agreed());
        file.read().forEach((key, entry) -> {
            clock.heard(entry.stamp());
            wishes.offer(key, entry);
        });
        purge(now());
        wishes.all().forEach(this::tell);
        cluster.facts().all(TOPIC).forEach(this::hear);
    }

    private long now() {
        return environment.ticker().epochMillis();
    }

    /** What is over has outdone all older wishes that somebody may still bring: nobody needs it any more. */
    private void purge(long now) {
        purgeAt = now + PURGE_MILLIS;
        wishes.all().forEach((key, entry) -> {
            if (entry.value().past(entry.stamp(), now)) {
                cluster.facts().withdraw(TOPIC, key.toString());
            }
        });
        wishes.forget(entry -> entry.value().past(entry.stamp(), now));
    }

    /** What is wanted of a server. */
    Wish of(ServerKey key) {
        Entry<Wish> entry = wishes.find(key);
        return entry == null || entry.value().over(now()) ? Wish.NONE : entry.value();
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
        agreement.news();
        agreement.put(wishes.all());
    }

    private void tell(ServerKey key, Entry<Wish> entry) {
        if (!cluster.lone()) {
            cluster.facts().publish(TOPIC, key.toString(), WishCodec.encode(entry));
        }
    }

    /**
     * A quarter of a second has passed. On a node alone wishes whose time is over are forgotten; in a cluster they stay a
     * while, to outdo older ones.
     *
     * @return servers of which something else counts now
     */
    Set<ServerKey> tick(Collection<PoolState> pools) {
        long now = now();
        Set<ServerKey> changed = pools.stream()
                .flatMap(pool -> pool.servers.values().stream())
                .filter(server -> server.wish.expired(now))
                .map(server -> server.key)
                .collect(Collectors.toCollection(HashSet::new));
        boolean due = now >= purgeAt;
        if (due) {
            purge(now);
        }
        if (due || !changed.isEmpty()) {
            write();
        }
        if (agreement.possible() && now >= agreeAt) {
            changed.addAll(agree());
        }
        return changed;
    }

    private void write() {
        if (cluster.lone()) {
            wishes.forget(entry -> entry.value().over(now()));
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
        if (theirs.value().past(theirs.stamp(), now())) {
            return false;
        }
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
            // Told once: the same may come again, from another node or with what a majority decided.
            localOnly.put(key, dropped.stamp());
            environment.journal().add(EventKind.WISHES_RECONCILED, key.toString(), WishTexts.outcome(kept, dropped));
        }
    }

    /** Tells the journal that something else is wanted of a server. */
    void journal(ServerKey key, Wish before) {
        Wish now = of(key);
        Entry<Wish> entry = wishes.find(key);
        String text = WishTexts.told(now, entry == null ? self : entry.stamp().author(), self, localOnly(key));
        EventKind kind = now.state() == before.state() ? EventKind.SERVER_WEIGHT_WISHED : EventKind.SERVER_STATE_WISHED;
        environment.journal().add(kind, key.toString(), text, now.author());
    }

    /**
     * Nodes came or went, or the grid was found: what was known here only may be known to all now.
     *
     * @return servers of which something else counts now, or counts for all
     */
    Set<ServerKey> members() {
        Set<ServerKey> changed = new HashSet<>();
        cluster.facts().all(TOPIC).forEach(fact -> hear(fact).ifPresent(changed::add));
        if (agreement.possible()) {
            changed.addAll(agree());
        } else if (!localOnly.isEmpty() && cluster.inMajority()) {
            changed.addAll(localOnly.keySet());
            List.copyOf(localOnly.keySet()).forEach(this::knownToAll);
        }
        return changed;
    }

    private void knownToAll(ServerKey key) {
        localOnly.remove(key);
        environment.journal().add(EventKind.WISHES_RECONCILED, key.toString(), "the wish is known to all now");
    }

    /** Takes in what a majority has decided, and has it decide what it has not. */
    private Set<ServerKey> agree() {
        agreeAt = now() + AGREE_MILLIS;
        Set<ServerKey> changed = new HashSet<>();
        agreement.news().forEach((key, entry) -> {
            if (merge(key, entry)) {
                changed.add(key);
            }
        });
        Map<ServerKey, Entry<Wish>> all = wishes.all();
        Set<ServerKey> missing = agreement.missing(all);
        for (ServerKey key : List.copyOf(localOnly.keySet())) {
            if (!missing.contains(key)) {
                knownToAll(key);
                changed.add(key);
            }
        }
        if (!missing.isEmpty()) {
            boolean cut = agreement.failed() || !cluster.inMajority();
            missing.stream().filter(key -> cut && alone(key)).forEach(changed::add);
            agreement.put(all);
        }
        return changed;
    }

    /** Whether that is news. */
    private boolean alone(ServerKey key) {
        Entry<Wish> decided = agreement.decided(key);
        return localOnly.putIfAbsent(key, decided == null ? Stamp.NONE : decided.stamp()) == null;
    }
}
