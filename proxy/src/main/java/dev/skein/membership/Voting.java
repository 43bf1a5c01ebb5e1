package dev.skein.membership;

import dev.skein.config.ClusterSettings;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.Voter;
import dev.skein.lease.VoterFile;
import dev.skein.lease.VoterMemory;
import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Document;
import dev.skein.lease.register.Outcome;
import dev.skein.lease.register.Register;
import dev.skein.lease.register.RegisterLink;
import dev.skein.lease.register.RegisterListener;
import dev.skein.link.LinkType;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This node's word in what a majority decides: the register with its file and its way to the others, and the vote on leases,
 * which counts only as long as it remembers what it promised.
 */
public final class Voting implements RegisterLink, RegisterListener, AutoCloseable {
    private static final long READMIT_SECONDS = 2;

    private final String id;
    private final Journal journal;
    private final Links links;
    private final ScheduledExecutorService thread;
    private final Register register;
    private final @Nullable Voter voter;
    /** The register's document in which this node was admitted, and after which it has lost its memory of promises. */
    private volatile long forgottenAfter;

    private boolean greeted;

    private final List<Consumer<Document>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> prompt = new CopyOnWriteArrayList<>();
    private volatile @Nullable Pulse heartbeat;

    /**
     * Reads both files.
     *
     * @param thread for what may take a while
     * @throws IOException if one is damaged; names it and the way out
     */
    public Voting(ClusterSettings settings, Path data, Links links, Told told, ScheduledExecutorService thread)
            throws IOException {
        this.id = told.id();
        this.journal = told.journal();
        this.links = links;
        this.thread = thread;
        Files.createDirectories(data);
        VoterSet configured = VoterSet.configured(settings.voters(), settings.pair());
        Path file = data.resolve("register");
        this.register = Register.open(new Register.Parts(id, file, configured, this, this, told.ticker()));
        if (settings.keeps()) {
            this.voter = null;
            links.link().onMessage(LinkType.REGISTER, register::received);
            return;
        }
        VoterFile votes = new VoterFile(
                data.resolve("votes"), e -> note("votes: can't be written, so this node promises nothing new: " + e));
        VoterMemory kept = register.fresh() ? null : votes.read();
        this.voter = new Voter(told.ticker().nanos(), kept, votes);
        this.forgottenAfter = kept == null && !register.fresh() ? admitted(register.document()) : 0;
        links.link().onMessage(LinkType.REGISTER, register::received);
    }

    /** Who this is, and where things are told. */
    public record Told(String id, Journal journal, Ticker ticker) {}

    public Register register() {
        return register;
    }

    /** Where no keeper votes. */
    Voter voter() {
        return Objects.requireNonNull(voter);
    }

    /** A keeper has come, whose voter remembers what it promised before, or not. One thread at a time. */
    void greeted(boolean remembers) {
        boolean first = !greeted && register.fresh();
        greeted = true;
        if (!remembers && !first) {
            forgottenAfter = admitted(register.document());
            if (forgottenAfter > 0) {
                readmit();
            }
        }
        seed(register.document());
    }

    /** Called with each document that was decided, on the thread for what may take a while. */
    public void listen(Consumer<Document> listener) {
        listeners.add(listener);
    }

    /** Run with each document that was decided, at once and on the register's own thread, so they must not wait. */
    public void listenPromptly(Runnable listener) {
        prompt.add(listener);
    }

    /** Takes part from now on. */
    public void start(Pulse beats) {
        heartbeat = beats;
        register.start();
        seed(register.document());
        if (forgottenAfter > 0) {
            readmit();
        }
    }

    private void readmit() {
        var unused = register.readmit().thenAccept(outcome -> {
            if (!(outcome instanceof Outcome.Committed) && admitted(register.document()) <= forgottenAfter) {
                thread.schedule(this::readmit, READMIT_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    private long admitted(Document document) {
        int at = document.voters().indexOf(id);
        return at == VoterSet.NOBODY ? 0 : document.voters().members().get(at).admitted();
    }

    /** A voter without memory learns which terms are surely new, once the others know that it has none. */
    private void seed(Document document) {
        Pulse beats = heartbeat;
        long admitted = admitted(document);
        if (beats != null && register.votes() && admitted > forgottenAfter) {
            beats.seed(document.voters().termFloor(admitted));
        }
    }

    @Override
    public void send(String node, byte[] message) {
        links.link().send(node, LinkType.REGISTER, message);
    }

    @Override
    public Collection<String> peers() {
        return links.link().nodes();
    }

    @Override
    public void committed(Document before, Document after) {
        Pulse beats = heartbeat;
        if (beats != null) {
            beats.voters(after.voters());
        }
        seed(after);
        prompt.forEach(Runnable::run);
        thread.execute(() -> {
            tell(before, after);
            listeners.forEach(listener -> listener.accept(after));
        });
    }

    private void tell(Document before, Document after) {
        String names = String.join(", ", after.voters().names());
        if (after.epoch() != before.epoch() && before.formed()) {
            journal.add(
                    EventKind.QUORUM_FORCED, id, "epoch " + after.epoch() + " of the register, decided by " + names);
        }
        if (!before.formed()) {
            journal.add(EventKind.VOTERS_CHANGED, names, "the register knows its voters");
        } else if (!before.voters().sameVoters(after.voters())) {
            journal.add(
                    EventKind.VOTERS_CHANGED,
                    names,
                    "before: " + String.join(", ", before.voters().names()));
        }
    }

    @Override
    public void note(String line) {
        thread.execute(() -> journal.add(EventKind.REGISTER_NOTE, id, line));
    }

    @Override
    public void close() {
        register.close();
    }
}
