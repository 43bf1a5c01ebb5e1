package dev.skein.lease;

import dev.skein.lease.Answer.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One voter: promises each resource to at most one incarnation of a node at a time, on its own monotonic clock (Gray and
 * Cheriton 1989, with a majority for the server). Not safe for threads; all times are nanoseconds of one
 * {@link dev.skein.model.Ticker}.
 *
 * <p>A promise is refused while another's stands, and a term at or below one already given is refused for good, so that
 * terms rise strictly from holder to holder. A voter that restarts stays silent for the longest promise it may have given:
 * the one it remembers, or {@link Timing#LONGEST} when it remembers nothing. Without memory it also doesn't know which
 * terms it gave, and promises nothing until it is {@link #seed seeded} with a floor that is surely higher.
 */
public class Voter {
    /** Resources that a voter keeps apart; above that a free one's place is taken. */
    static final int MOST = 256;

    private static final long RESERVE = 1_000;

    /** No honest term comes near; a node that asks for more is refused instead of using up the numbers. */
    private static final long HIGHEST_TERM = Long.MAX_VALUE / 2;

    private final VoterMemory.Store store;
    private final long started;
    private final long silence;
    private final Promise[] promises = new Promise[MOST];
    private int count;
    private VoterMemory memory;
    private boolean seeded;
    private long floor;
    private long stamp;
    private long moves;
    private long longest;
    private boolean narrowed;

    /** A voter that starts at {@code now}, remembering what it kept, or nothing. */
    public Voter(long now, @Nullable VoterMemory kept, VoterMemory.Store store) {
        this.started = now;
        this.store = store;
        this.memory = kept == null ? new VoterMemory(0, Timing.LONGEST) : kept;
        this.seeded = kept != null;
        this.floor = memory.terms();
        this.silence = memory.longest();
    }

    /** The first voter of a new cluster, which can't have promised anything: speaks at once. */
    public static Voter first(long now, VoterMemory.Store store) {
        return new Voter(now, new VoterMemory(0, 0), store);
    }

    /** Terms up to {@code floor} may have been given before the memory was lost; only higher ones are from now on. */
    public void seed(long floor) {
        if (!seeded) {
            this.floor = Math.max(this.floor, floor);
            seeded = true;
        }
    }

    /** Reserves terms and durations on disk ahead of the first promise, best while it is silent anyway. */
    public void prepare(long promise) {
        if (seeded) {
            longest = Math.max(longest, promise);
            remembered(new Ask(Ask.Kind.PROMISE, 0, floor + 1, promise, 0));
        }
    }

    public boolean seeded() {
        return seeded;
    }

    /** From now on, asks of holders with an older voter set are refused, and new promises need terms of the new one. */
    public void voters(VoterSet voters) {
        stamp = Math.max(stamp, voters.stamp());
        floor = Math.max(floor, voters.termFloor());
    }

    /** Whether it may still be bound by a promise that it has forgotten, or doesn't know which terms it gave. */
    public boolean silent(long now) {
        return !seeded || now - started < silence();
    }

    /** How long it stays silent after its start. Overridden only to show that the simulation finds a shorter one. */
    long silence() {
        return silence;
    }

    /** Decides one ask of {@code asker} (an incarnation), which knows the voter set with {@code askerStamp}. */
    public Answer answer(long now, long asker, long askerStamp, Ask ask) {
        Promise promise = silent(now) ? null : place(ask.resource(), now);
        if (promise == null) {
            return new Answer(ask.resource(), Verdict.SILENT, floor, 0, 0);
        }
        if (askerStamp < stamp) {
            return promise.told(now, Verdict.OUTDATED, floor);
        }
        return promise.told(
                now,
                switch (ask.kind()) {
                    case PROMISE -> promise(promise, now, asker, ask);
                    case RELEASE -> release(promise, asker, ask.term());
                    case HAND_OVER -> handOver(promise, now, asker, ask);
                },
                floor);
    }

    private Verdict promise(Promise promise, long now, long asker, Ask ask) {
        boolean renewal = promise.holder == asker && promise.term == ask.term();
        if (!renewal && promise.live(now) && promise.holder != asker) {
            return Verdict.BUSY;
        }
        if (!renewal && ask.term() <= Math.max(promise.term, floor)) {
            return Verdict.STALE;
        }
        if (!remembered(ask)) {
            return Verdict.SILENT;
        }
        narrow(ask);
        promise.holder = asker;
        promise.term = ask.term();
        promise.until = Math.max(promise.until, now + ask.duration());
        return Verdict.GRANTED;
    }

    private Verdict release(Promise promise, long asker, long term) {
        if (promise.holder == asker && promise.term <= term && term < HIGHEST_TERM) {
            promise.free(term);
            moves++;
        }
        return Verdict.RELEASED;
    }

    private Verdict handOver(Promise promise, long now, long asker, Ask ask) {
        long term = ask.term() + 1;
        if (promise.holder == asker && promise.term <= ask.term() && remembered(ask)) {
            promise.holder = ask.successor();
            promise.term = term;
            promise.until = Math.max(promise.until, now + ask.duration());
            moves++;
        }
        return Verdict.RELEASED;
    }

    /** Whether the disk knows of a term and a duration at least as high as those asked for. */
    private boolean remembered(Ask ask) {
        if (ask.term() >= HIGHEST_TERM || ask.duration() <= 0 || ask.duration() > Timing.LONGEST) {
            return false;
        }
        if (ask.term() + 1 <= memory.terms() && ask.duration() <= memory.longest()) {
            return true;
        }
        VoterMemory needed = new VoterMemory(
                Math.max(memory.terms(), Math.max(floor, ask.term()) + RESERVE),
                Math.max(memory.longest(), ask.duration()));
        if (!store.keep(needed)) {
            return false;
        }
        memory = needed;
        return true;
    }

    /**
     * The first promise of a start is given when all from before have lapsed: from then on only this start's bind. Without
     * that, the first silence of a node's life, the longest there is, would come again with each restart.
     */
    private void narrow(Ask ask) {
        longest = Math.max(longest, ask.duration());
        if (!narrowed) {
            narrowed = true;
            VoterMemory narrower = new VoterMemory(memory.terms(), longest);
            if (longest < memory.longest() && store.keep(narrower)) {
                memory = narrower;
            }
        }
    }

    /** How often a promise was given back or moved: more than before, and others should hear of it soon. */
    public long moves() {
        return moves;
    }

    /** What it promised to whom, for everybody to see. */
    public void tell(long now, Consumer<Answer> table) {
        for (int i = 0; i < count && !silent(now); i++) {
            table.accept(promises[i].told(now, Verdict.TOLD, floor));
        }
    }

    /** The same as a list, in no order that matters. */
    public List<Answer> table(long now) {
        List<Answer> told = new ArrayList<>(count);
        tell(now, told::add);
        return told;
    }

    private @Nullable Promise place(long resource, long now) {
        int free = -1;
        for (int i = 0; i < count; i++) {
            if (promises[i].resource == resource) {
                return promises[i];
            }
            if (!promises[i].live(now)) {
                free = i;
            }
        }
        if (count < MOST) {
            return promises[count++] = new Promise(resource, floor);
        }
        if (free < 0) {
            return null;
        }
        floor = Math.max(floor, promises[free].term);
        return promises[free] = new Promise(resource, floor);
    }

    /** The promise about one resource; free when nobody holds it. */
    private static final class Promise {
        final long resource;
        long holder;
        long term;
        long until;

        Promise(long resource, long term) {
            this.resource = resource;
            this.term = term;
            this.until = Long.MIN_VALUE;
        }

        boolean live(long now) {
            return holder != 0 && now < until;
        }

        /** Only a higher term is given next, so that a late renewal can't bind the voter again. */
        void free(long given) {
            term = given;
            holder = 0;
            until = Long.MIN_VALUE;
        }

        Answer told(long now, Verdict verdict, long floor) {
            return live(now) && verdict != Verdict.STALE
                    ? new Answer(resource, verdict, term, holder, until - now)
                    : new Answer(resource, verdict, Math.max(term, floor), 0, 0);
        }
    }
}
