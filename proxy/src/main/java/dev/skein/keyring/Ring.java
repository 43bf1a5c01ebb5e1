package dev.skein.keyring;

import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRing;
import dev.skein.cluster.keys.KeyRingException;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's key ring at this node. Whoever has the role {@link Resource#SCHEDULES} makes the first one and those that
 * follow, brings it to the disks of a majority of the voters, and then writes its hash into the register: that decides.
 * Everybody takes the ring that the register names, from its own disk or from another node. A thread of its own, since it
 * waits for disks and for other nodes.
 */
public final class Ring implements AutoCloseable {
    private static final String KEY = "key-ring";

    private static final Logger LOG = LoggerFactory.getLogger(Ring.class);
    private static final long LOOK_MILLIS = 500;
    /** Until new keys are used: so that all nodes have them by then. */
    private static final long NOTICE_MILLIS = 3000;

    private static final byte KEEP = 1;
    private static final byte FIND = 2;
    private static final byte[] DONE = {};

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
        link.onRequest(LinkType.KEYS, this::asked);
    }

    /** Who this is, and where things are told. */
    public record Told(String id, Journal journal, Ticker ticker) {}

    public void start(Pulse beats) {
        thread.execute(() -> heartbeat = beats);
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Off the link's thread, since it goes to the disk. */
    private CompletableFuture<byte[]> asked(String from, byte[] body) {
        return CompletableFuture.supplyAsync(() -> answer(body), thread);
    }

    private byte[] answer(byte[] body) {
        Inquiry inquiry = Inquiry.decode(body);
        try {
            return switch (inquiry.kind()) {
                case KEEP -> {
                    store.propose(store.open(inquiry.about()));
                    yield DONE;
                }
                case FIND -> found(new String(inquiry.about(), StandardCharsets.US_ASCII));
                default -> throw Inquiry.unknown();
            };
        } catch (KeyRingException e) {
            throw new CompletionException(e.text(), e);
        }
    }

    private byte[] found(String hash) {
        byte[] sealed = store.find(hash);
        if (sealed == null) {
            throw new IllegalArgumentException("the key ring " + hash + " is not here");
        }
        return sealed;
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
            byte[] sealed = link.ask(node, FIND, hash.getBytes(StandardCharsets.US_ASCII));
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
        String refused = publish(document, store.rotated(now), null);
        if (refused != null) {
            LOG.debug("key ring: {}", refused);
        }
    }

    /**
     * First the disks of a majority, then the register: a ring that is named must be somewhere.
     *
     * @param author who asked for it; null: its time had come
     * @return null, or why it is not in use
     */
    private @Nullable String publish(Document document, KeyRing next, @Nullable String author) throws KeyRingException {
        store.propose(next);
        byte[] sealed = store.seal(next);
        int kept = 0;
        for (String voter : document.voters().names()) {
            kept += voter.equals(told.id()) || link.ask(voter, KEEP, sealed) != null ? 1 : 0;
        }
        if (kept < document.voters().majority()) {
            return "key ring: %d of %d voters keep it (expected: %d)"
                    .formatted(kept, document.voters().size(), document.voters().majority());
        }
        if (author == null && !holds()) {
            return "key ring: node " + told.id() + " has the role " + Resource.SCHEDULES + " no more";
        }
        byte[] hash = next.hash().getBytes(StandardCharsets.US_ASCII);
        Outcome outcome = RingLink.await(register.put(KEY, document.indexOf(KEY), hash));
        if (!(outcome instanceof Outcome.Committed)) {
            return "key ring: not decided: " + outcome;
        }
        store.take(next.hash());
        told.journal()
                .add(
                        EventKind.KEYS_ROTATED,
                        "version " + next.version(),
                        next.keys().size() + " keys, made by node " + told.id(),
                        author);
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
        Document document = register.document();
        String hash = hash(document);
        if (hash == null || !store.ring().hash().equals(hash)) {
            throw new IllegalStateException("key ring: this node has not got the cluster's ring yet");
        }
        KeyRing next = store.changed(told.ticker().epochMillis() + NOTICE_MILLIS, purposes, revoke);
        String refused = publish(document, next, author);
        if (refused != null) {
            throw new IllegalStateException(refused);
        }
        return store.ring();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
