package dev.skein.grid;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.replicatedmap.ReplicatedMap;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.Ringbuffer;
import dev.skein.cluster.Claim;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder;
import dev.skein.cluster.Fact;
import dev.skein.cluster.GridCarrier;
import dev.skein.cluster.Line;
import dev.skein.cluster.Report;
import dev.skein.cluster.SharedPins;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one running instance carries, in both directions. Calls that may wait for another member run on virtual threads;
 * failures are left alone, since whatever must not be lost is said again.
 */
final class Connection implements GridCarrier {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long WITHDRAWN_MINUTES = 10;
    private static final long CLAIM_MILLIS = 500;
    private static final int FLUSHES = 100;
    private static final long FLUSH_NANOS = 10_000_000;
    private static final int LINES_UNDER_WAY = 1000;

    private final Cluster cluster;
    private final ReplicatedMap<String, byte[]> facts;
    private final ReplicatedMap<String, byte[]> reports;
    private final Ringbuffer<byte[]> journal;
    private final IMap<Long, Long> pins;
    private final IMap<String, byte[]> quotas;
    private final Outbox<Fact.Key, Fact> factsOut;
    private final Outbox<String, Report> reportsOut;
    private final Set<Fact.Key> repeated = ConcurrentHashMap.newKeySet();
    private final AtomicInteger linesUnderWay = new AtomicInteger();
    private final JournalReader reader;
    private final Executor threads;

    /**
     * Opens the structures and listens; waits until this member has its copies.
     *
     * @param threads one for each call, virtual
     */
    Connection(HazelcastInstance instance, Cluster cluster, Executor threads) {
        this.cluster = cluster;
        this.threads = threads;
        this.facts = instance.getReplicatedMap(GridConfig.FACTS);
        this.reports = instance.getReplicatedMap(GridConfig.REPORTS);
        this.journal = instance.getRingbuffer(GridConfig.JOURNAL);
        this.pins = instance.getMap(GridConfig.PINS);
        this.quotas = instance.getMap(GridConfig.QUOTAS);
        this.factsOut = new Outbox<>(threads, Connection::later, (key, fact) -> quietly(() -> put(fact)));
        this.reportsOut = new Outbox<>(
                threads, (before, next) -> next, (key, report) -> quietly(() -> reports.put(key, report.encode())));
        this.reader = new JournalReader(
                journal, bytes -> accept(bytes, line -> cluster.feed().accept(Line.decode(line))));
        facts.addEntryListener(new Entries<>(event -> factCame(event.getValue())));
        reports.addEntryListener(new Entries<>(event -> reportCame(event.getValue())));
        pins.addEntryListener(new Entries<>(this::pinCame), true);
    }

    /** Takes in all that is there, then has this node say what it knows. Waits; again after a split has healed. */
    void fill() {
        takeIn();
        cluster.connect(this);
        threads.execute(() -> pins(cluster.pins()::accept));
    }

    /**
     * Takes in what came without a word: where one member's updates overtake another's, as when partitions move, Hazelcast
     * drops the older ones, and half a minute later replaces the copy, of which no listener is told.
     */
    void takeIn() {
        quietly(() -> facts.values().forEach(this::factCame));
        quietly(() -> reports.values().forEach(this::reportCame));
    }

    /** Says all again that this node said, though it is carried already: somebody may have missed it; see above. */
    void repeat() {
        String self = cluster.membership().self().id();
        quietly(() -> facts.values()
                .forEach(bytes -> accept(bytes, value -> {
                    Fact fact = Fact.decode(value);
                    if (fact.key().author().equals(self) && fact.value() != null) {
                        repeated.add(fact.key());
                        factsOut.put(fact.key(), fact);
                    }
                })));
    }

    void start() {
        reader.start(threads);
    }

    /** Waits until all is sent that this node has said, at most a second. */
    void flush() {
        for (int i = 0; i < FLUSHES && !(factsOut.isEmpty() && reportsOut.isEmpty()); i++) {
            LockSupport.parkNanos(FLUSH_NANOS);
        }
    }

    void close() {
        reader.close();
    }

    private void factCame(byte[] bytes) {
        accept(bytes, value -> cluster.facts().accept(Fact.decode(value)));
    }

    private void reportCame(byte[] bytes) {
        accept(bytes, value -> cluster.reports().accept(Report.decode(value)));
    }

    private void pinCame(EntryEvent<Long, Long> event) {
        if (!event.getMember().localMember()) {
            cluster.pins().accept(event.getKey(), event.getValue());
        }
    }

    /** A value that can't be read is one of a node with a mistake; it should harm nobody else. */
    private static void accept(byte[] bytes, Consumer<byte[]> to) {
        try {
            to.accept(bytes);
        } catch (Decoder.MalformedException e) {
            LOG.warn("a value of another node can't be read and is left out: {}", e.getMessage());
        }
    }

    /** The instance may end, or a member, during any call. */
    private static void quietly(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.debug("the grid could not do something, which is said again later", e);
        }
    }

    @Override
    public void fact(Fact fact) {
        factsOut.put(fact.key(), fact);
    }

    private static Fact later(Fact before, Fact next) {
        return before.after(next) ? before : next;
    }

    private void put(Fact fact) {
        Fact.Key key = fact.key();
        String name = key.topic() + "/" + key.author() + "/" + key.name();
        byte[] carried = facts.get(name);
        Fact before = carried == null ? null : Fact.decode(carried);
        boolean again = repeated.remove(key) && before != null && !before.after(fact);
        if (before != null && !again && !fact.after(before)) {
            return;
        }
        if (fact.value() == null) {
            facts.put(name, fact.encode(), WITHDRAWN_MINUTES, TimeUnit.MINUTES);
        } else {
            facts.put(name, fact.encode());
        }
    }

    @Override
    public void report(Report report) {
        reportsOut.put(report.author() + "/" + report.kind(), report);
    }

    @Override
    public void line(Line line) {
        if (linesUnderWay.incrementAndGet() > LINES_UNDER_WAY) {
            linesUnderWay.decrementAndGet();
            return;
        }
        try {
            journal.addAsync(line.encode(), OverflowPolicy.OVERWRITE)
                    .whenCompleteAsync((sequence, failure) -> linesUnderWay.decrementAndGet(), Runnable::run);
        } catch (RuntimeException e) {
            linesUnderWay.decrementAndGet();
            LOG.debug("the journal could not be written, which is tried again when the grid is back", e);
        }
    }

    @Override
    public void pin(long key, long server, Duration maxIdle) {
        quietly(() -> pins.setAsync(key, server, 0, TimeUnit.SECONDS, maxIdle.toSeconds(), TimeUnit.SECONDS));
    }

    @Override
    public void pins(SharedPins.Listener to) {
        quietly(() -> {
            for (Map.Entry<Long, Long> pin : pins) {
                to.pinned(pin.getKey(), pin.getValue());
            }
        });
    }

    @Override
    public CompletionStage<Long> claim(String limit, Claim claim) {
        CompletableFuture<Long> granted = new CompletableFuture<>();
        try {
            // Without this executor Hazelcast starts a thread for each answer, on a machine with two processors.
            quotas.submitToKey(limit, new ClaimProcessor(claim))
                    .whenCompleteAsync(
                            (amount, failure) -> {
                                if (failure == null) {
                                    granted.complete(amount);
                                } else {
                                    granted.completeExceptionally(failure);
                                }
                            },
                            Runnable::run);
        } catch (RuntimeException e) {
            granted.completeExceptionally(e);
        }
        return granted.orTimeout(CLAIM_MILLIS, TimeUnit.MILLISECONDS);
    }
}
