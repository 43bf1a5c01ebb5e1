package dev.skein;

import dev.skein.cluster.keys.KeyRing;
import dev.skein.cluster.keys.KeyRingException;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.register.Document;
import dev.skein.lease.register.Outcome;
import dev.skein.lease.register.Register;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's key ring at this node. Whoever has the role {@link Beats#SCHEDULES} makes the first one and those that
 * follow, brings it to the disks of a majority of the voters, and then writes its hash into the register: that decides.
 * Everybody takes the ring that the register names, from its own disk or from another node. A thread of its own, since it
 * waits for disks and for other nodes.
 */
final class Ring implements AutoCloseable {
    static final String KEY = "key-ring";

    private static final Logger LOG = LoggerFactory.getLogger(Ring.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 500;
    private static final byte KEEP = 1;
    private static final byte FIND = 2;
    private static final byte[] DONE = {};

    private final Told told;
    private final RingStore store;
    private final NodeLink link;
    private final Register register;
    private final Keys keys;
    private final ScheduledThreadPoolExecutor thread;
    private @Nullable Pulse heartbeat;
    private String trouble = "";

    Ring(Told told, RingStore store, NodeLink link, Register register, Keys keys) {
        this.told = told;
        this.store = store;
        this.link = link;
        this.register = register;
        this.keys = keys;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("skein-keys").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
        link.onRequest(LinkType.KEYS, this::asked);
    }

    /** Who this is, and where things are told. */
    record Told(String id, Journal journal, Ticker ticker) {}

    void start(Pulse beats) {
        thread.execute(() -> heartbeat = beats);
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Off the link's thread, since it goes to the disk. */
    private CompletableFuture<byte[]> asked(String from, byte[] body) {
        return CompletableFuture.supplyAsync(() -> answer(body), thread);
    }

    private byte[] answer(byte[] body) {
        byte[] rest = Arrays.copyOfRange(body, Math.min(1, body.length), body.length);
        try {
            return switch (body.length == 0 ? 0 : body[0]) {
                case KEEP -> {
                    store.propose(store.open(rest));
                    yield DONE;
                }
                case FIND -> found(new String(rest, StandardCharsets.US_ASCII));
                default -> throw new IllegalArgumentException("a question that this version does not know");
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
        return heartbeat != null && heartbeat.holds(Beats.SCHEDULES);
    }

    private void complain(String text) {
        if (!text.equals(trouble)) {
            trouble = text;
            told.journal().add(EventKind.KEYS_REFUSED, told.id(), text);
        }
    }

    /** From whoever has it. */
    private void fetch(String hash) throws KeyRingException {
        for (String node : link.nodes()) {
            byte[] sealed = ask(node, FIND, hash.getBytes(StandardCharsets.US_ASCII));
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

    /** First the disks of a majority, then the register: a ring that is named must be somewhere. */
    private void make(Document document, long now) throws KeyRingException {
        KeyRing next = store.rotated(now);
        store.propose(next);
        byte[] sealed = store.seal(next);
        int kept = 0;
        for (String voter : document.voters().names()) {
            kept += voter.equals(told.id()) || ask(voter, KEEP, sealed) != null ? 1 : 0;
        }
        if (kept < document.voters().majority() || !holds()) {
            return;
        }
        byte[] hash = next.hash().getBytes(StandardCharsets.US_ASCII);
        Outcome outcome = await(register.put(KEY, document.indexOf(KEY), hash));
        if (outcome instanceof Outcome.Committed) {
            store.take(next.hash());
            told.journal()
                    .add(
                            EventKind.KEYS_ROTATED,
                            "version " + next.version(),
                            next.keys().size() + " keys, made by node " + told.id());
        }
    }

    private byte @Nullable [] ask(String node, byte what, byte[] rest) {
        byte[] body = new byte[rest.length + 1];
        body[0] = what;
        System.arraycopy(rest, 0, body, 1, rest.length);
        return await(link.request(node, LinkType.KEYS, body, ANSWER));
    }

    /** Null when it failed, or took too long: then it is tried again with a later look. */
    private static <T> @Nullable T await(CompletableFuture<T> answer) {
        try {
            return answer.get(2 * ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("key ring: {}", e.toString());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
