package dev.skein.lease.register;

import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Message.Envelope;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The register on a running node: {@link RegisterCore} with a thread of its own, a file and the link to other nodes.
 * {@link #document} may be read by any thread at any time and costs a volatile read; everything else is a message to the
 * register's thread.
 */
public final class Register implements AutoCloseable {
    private static final long TICK_MILLIS = 50;
    private static final long CHANGE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long VOTERS_NANOS = Timing.LONGEST + TimeUnit.SECONDS.toNanos(10);

    private final String name;
    private final Ticker ticker;
    private final RegisterFile file;
    private final RegisterListener listener;
    private final RegisterLink link;
    private final RegisterCore core;
    private final Map<String, Long> disks = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;
    private final boolean fresh;
    private final long disk;
    private volatile Document document;
    private volatile @Nullable String trouble;

    private Register(Parts parts, @Nullable Stored found) {
        this.name = parts.name();
        this.ticker = parts.ticker();
        this.file = new RegisterFile(parts.path());
        this.listener = parts.listener();
        this.link = parts.link();
        SecureRandom random = new SecureRandom();
        Stored stored =
                found == null ? Stored.fresh(random.nextLong() | 1, Document.initial(parts.configured())) : found;
        this.fresh = found == null;
        this.disk = stored.disk();
        this.document = stored.committed();
        this.core = new RegisterCore(name, stored, new World(random), ticker.nanos());
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("skein-register").daemon().factory());
    }

    /**
     * What a register is made of.
     *
     * @param name this node's id; {@code path} is its file
     * @param configured voters that the configuration names, for the first time
     */
    public record Parts(
            String name, Path path, VoterSet configured, RegisterLink link, RegisterListener listener, Ticker ticker) {}

    /** Opens the register's file; an {@link IOException} names it, what is wrong with it, and the way out. */
    public static Register open(Parts parts) throws IOException {
        return new Register(parts, new RegisterFile(parts.path()).read());
    }

    /** Begins to take part. Messages and changes may come before. */
    public void start() {
        thread.scheduleWithFixedDelay(() -> core.tick(ticker.nanos()), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The last document that this node knows to be decided: in a minority, perhaps not the very last. */
    public Document document() {
        return document;
    }

    /** Whether there was no file at the start: this node's leases must not trust their own file either. */
    public boolean fresh() {
        return fresh;
    }

    /** Whether this node's word counts: it is a voter, and its file the admitted one. */
    public boolean votes() {
        VoterSet voters = document.voters();
        int at = voters.indexOf(name);
        return document.formed()
                && at != VoterSet.NOBODY
                && voters.members().get(at).disk() == disk;
    }

    /** Why nothing can be written at present, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** A message of that node, as the link has authenticated it. */
    public void received(String from, byte[] message) {
        try {
            Envelope envelope = RegisterCodec.decode(message);
            if (!envelope.from().equals(from)) {
                throw new IOException("sender " + envelope.from() + " (expected: " + from + ")");
            }
            disks.put(from, envelope.disk());
            onThread(() -> core.received(ticker.nanos(), envelope));
        } catch (IOException e) {
            listener.note("register: a message of node %s is refused: %s".formatted(from, e.getMessage()));
        }
    }

    /** Writes a value; {@code expected} is {@link Change#ANY}, 0 for none, or the index that wrote the present one. */
    public CompletableFuture<Outcome> put(String key, long expected, byte[] bytes) {
        return submit(new Change.Put(key, expected, bytes.clone()), CHANGE_NANOS);
    }

    public CompletableFuture<Outcome> remove(String key, long expected) {
        return submit(new Change.Put(key, expected, null), CHANGE_NANOS);
    }

    /** The last document, confirmed by a majority: what was committed before this call is in it. */
    public CompletableFuture<Outcome> latest() {
        return submit(new Change.Confirm(), CHANGE_NANOS);
    }

    /** Makes a running node a voter; one that was never heard is refused, since a voter that isn't there only weakens. */
    public CompletableFuture<Outcome> addVoter(String node) {
        Long heard = node.equals(name) ? Long.valueOf(disk) : disks.get(node);
        return heard == null
                ? CompletableFuture.completedFuture(
                        new Outcome.Refused(node + " was not heard yet (expected: a running node of this cluster)"))
                : submit(new Change.AddVoter(node, heard), VOTERS_NANOS);
    }

    public CompletableFuture<Outcome> removeVoter(String node) {
        return submit(new Change.RemoveVoter(node), VOTERS_NANOS);
    }

    /** Whether two voters may go on with one. */
    public CompletableFuture<Outcome> pair(boolean pair) {
        return submit(new Change.Pair(pair), VOTERS_NANOS);
    }

    /** Has this node admitted anew although its file is there: because the memory of its leases is gone. */
    public CompletableFuture<Outcome> readmit() {
        return submit(new Change.Admit(name, disk, true), CHANGE_NANOS);
    }

    /** A lone survivor goes on alone in a new epoch; what others decided meanwhile is lost. The operator has confirmed it. */
    public CompletableFuture<Document> force() {
        CompletableFuture<Document> done = new CompletableFuture<>();
        if (!onThread(() -> done.complete(core.force(ticker.nanos())))) {
            done.completeExceptionally(new IllegalStateException("the register is closed"));
        }
        return done;
    }

    private CompletableFuture<Outcome> submit(Change change, long patience) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        if (!onThread(() -> core.submit(ticker.nanos(), change, ticker.nanos() + patience, done::complete))) {
            done.complete(new Outcome.NoMajority("the register is closed"));
        }
        return done;
    }

    private boolean onThread(Runnable task) {
        try {
            thread.execute(guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** A mistake of ours in one message must not end the ticks. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                listener.note("register: a task failed, which is a defect: " + e);
            }
        };
    }

    /** Takes no part any more. Nothing is lost: all that was acknowledged is on disk. */
    @Override
    public void close() {
        // Waits for a write that is under way: whoever opens the file next finds it whole, and nobody else's hand in
        // it.
        thread.close();
    }

    /** The core's hands. */
    private final class World implements Effects {
        private final SecureRandom random;

        World(SecureRandom random) {
            this.random = random;
        }

        @Override
        public void send(String to, Envelope envelope) {
            link.send(to, RegisterCodec.encode(envelope));
        }

        @Override
        public boolean keep(Stored stored) {
            try {
                file.write(stored);
                trouble = null;
                return true;
            } catch (IOException e) {
                String line = "register: can't be written, so this node votes on nothing: " + e;
                if (trouble == null) {
                    listener.note(line);
                }
                trouble = line;
                return false;
            }
        }

        @Override
        public void committed(Document before, Document after) {
            document = after;
            listener.committed(before, after);
        }

        @Override
        public void note(String line) {
            listener.note(line);
        }

        @Override
        public Collection<String> peers() {
            return link.peers();
        }

        @Override
        public long random() {
            return random.nextLong();
        }
    }
}
