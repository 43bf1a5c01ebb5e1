package dev.skein.keyring;

import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRing;
import dev.skein.cluster.keys.KeyRingException;
import dev.skein.cluster.keys.Vault;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.Resource;
import dev.skein.lease.register.Document;
import dev.skein.lease.register.Outcome;
import dev.skein.lease.register.Register;
import dev.skein.link.Inquiry;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's key ring at this node. Whoever has the role {@link Resource#SCHEDULES} makes the first one and those that
 * follow, brings it to the disks of a majority of the voters, and then writes its hash into the register: that decides.
 * Everybody takes the ring that the register names, from its own disk or from another node. A thread of its own, since it
 * waits for disks and for other nodes.
 */
public final class Ring implements Vault, AutoCloseable {
    private static final String KEY = "key-ring";

    private static final Logger LOG = LoggerFactory.getLogger(Ring.class);
    private static final long LOOK_MILLIS = 500;
    /** Until new keys are used: so that all nodes have them by then. */
    private static final long NOTICE_MILLIS = 3000;

    private final Told told;
    private final RingStore store;
    private final RingLink link;
    private final Register register;
    private final Keys keys;
    private final ScheduledThreadPoolExecutor thread;
    private @Nullable Pulse heartbeat;
    private String trouble = "";

    public Ring(Told told, RingStore store, NodeLink link, Register register, Keys keys) {
        this.told = told;
        this.store = store;
        this.link = new RingLink(link);
        this.register = register;
        this.keys = keys;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("skein-keys").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
        link.onRequest(LinkType.KEYS, Inquiry.answered(thread, new RingAnswers(store)::answer));
    }

    /** Who this is, and where things are told. */
    public record Told(String id, Journal journal, Ticker ticker) {}

    public void start(Pulse beats) {
        thread.execute(() -> heartbeat = beats);
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Document document = register.document();
            String hash = hash(document);
            if (hash != null && !store.take(hash)) {
                fetch(hash);
            }
            long now = told.ticker().epochMillis();
            boolean current = hash == null || store.ring().hash().equals(hash);
            if (current
                    && document.formed()
                    && holds()
                    && (hash == null || store.ring().isRotationDue(now))) {
                make(document, now);
            }
            keys.use(store.ring(), now);
            trouble = "";
        } catch (KeyRingException e) {
            complain(e.text());
        } catch (RuntimeException e) {
            // Thrown on, it would be the last look.
            LOG.error("key ring: a look at it failed", e);
        }
    }

    private static @Nullable String hash(Document document) {
        Document.Value value = document.value(KEY);
        return value == null ? null : new String(value.bytes(), StandardCharsets.US_ASCII);
    }

    private boolean holds() {
        return heartbeat != null && heartbeat.holds(Resource.SCHEDULES);
    }

    private void complain(String text) {
        if (!text.equals(trouble)) {
            trouble = text;
            told.journal().add(EventKind.KEYS_REFUSED, told.id(), text);
        }
    }

    /** From whoever has it. */
    private void fetch(String hash) throws KeyRingException {
        for (String node : link.link().nodes()) {
            byte[] sealed = link.ask(node, RingAnswers.FIND, hash.getBytes(StandardCharsets.US_ASCII));
            if (sealed == null) {
                continue;
            }
            KeyRing found = store.open(sealed);
            if (found.hash().equals(hash)) {
                store.propose(found);
                store.take(hash);
                return;
            }
        }
    }

    private void make(Document document, long now) throws KeyRingException {
        String refused = publish(document, store.rotated(now), this::holds);
        if (refused == null) {
            rotated(null);
        } else {
            LOG.debug("{}", refused);
        }
    }

    private void rotated(@Nullable String author) {
        KeyRing made = store.ring();
        String text = made.keys().size() + " keys, made by node " + told.id();
        told.journal().add(EventKind.KEYS_ROTATED, "version " + made.version(), text, author);
    }

    /**
     * First the disks of a majority, then the register: a ring that is named must be somewhere.
     *
     * @param still whether this node may decide that, asked at the latest moment
     * @return null, or why it is not in use
     */
    private @Nullable String publish(Document document, KeyRing next, BooleanSupplier still) throws KeyRingException {
        store.propose(next);
        int kept = link.keep(document.voters().names(), told.id(), store.seal(next));
        if (kept < document.voters().majority()) {
            return "key ring: %d of %d voters keep it (expected: %d)"
                    .formatted(kept, document.voters().size(), document.voters().majority());
        }
        if (!still.getAsBoolean()) {
            return "key ring: node " + told.id() + " has the role no more";
        }
        byte[] hash = next.hash().getBytes(StandardCharsets.US_ASCII);
        Outcome outcome = RingLink.await(register.put(KEY, document.indexOf(KEY), hash));
        if (!(outcome instanceof Outcome.Committed)) {
            return "key ring: not decided: " + outcome;
        }
        store.take(next.hash());
        return null;
    }

    /**
     * New keys before their time.
     *
     * @param revoke the present ones may be known to others: nobody recognises them any more
     * @return the ring in use; fails with an {@link IllegalStateException} that says why nothing was changed
     */
    public CompletableFuture<KeyRing> rotate(Set<KeyPurpose> purposes, boolean revoke, String author) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return rotated(purposes, revoke, author);
                    } catch (KeyRingException e) {
                        throw new IllegalStateException(e.text(), e);
                    }
                },
                thread);
    }

    private KeyRing rotated(Set<KeyPurpose> purposes, boolean revoke, String author) throws KeyRingException {
        Document document = known();
        KeyRing next = store.changed(told.ticker().epochMillis() + NOTICE_MILLIS, purposes, revoke);
        String refused = publish(document, next, () -> true);
        if (refused != null) {
            throw new IllegalStateException(refused);
        }
        rotated(author);
        return store.ring();
    }

    /** What is decided, of which this node has the ring. */
    private Document known() {
        Document document = register.document();
        if (!store.ring().hash().equals(hash(document))) {
            throw new IllegalStateException("key ring: this node has not got the cluster's ring yet");
        }
        return document;
    }

    @Override
    public byte @Nullable [] entry(String name) {
        return store.ring().entry(name);
    }

    @Override
    public boolean current() {
        return store.ring().hash().equals(hash(register.document()));
    }

    @Override
    public void keep(Map<String, byte[]> changes, BooleanSupplier still) throws KeyRingException {
        String refused = RingLink.await(CompletableFuture.supplyAsync(() -> kept(changes, still), thread));
        if (refused == null || !refused.isEmpty()) {
            throw new KeyRingException(refused == null ? "key ring: other nodes take too long" : refused);
        }
    }

    /** Why they are not in use; empty: they are. */
    private String kept(Map<String, byte[]> changes, BooleanSupplier still) {
        try {
            String refused = publish(known(), store.ring().with(changes), still);
            return refused == null ? "" : refused;
        } catch (KeyRingException e) {
            return e.text();
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
