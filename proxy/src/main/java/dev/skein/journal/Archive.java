package dev.skein.journal;

import dev.skein.model.Ticker;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of all nodes on this one: keeps what this node's {@link Journal} tells, and copies of what the others keep.
 * Any thread may call, and never waits; the work is done by a thread of its own. A disk that takes nothing is told of once,
 * and what comes meanwhile is kept in memory.
 */
public final class Archive implements AutoCloseable {
    /** Of one answer to another node. */
    private static final int ANSWER_CHARS = 256 * 1024;

    private static final ChainFile.Bounds OWN = new ChainFile.Bounds(16 << 20, 4);
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final int MOST_QUEUED = 10_000;
    private static final long SYNC_MILLIS = 200;
    private static final long RETRY_MILLIS = 2000;
    private static final long CLOSE_SECONDS = 2;

    private final Journal journal;
    private final String self;
    private final Ticker ticker;
    private final Ledger ledger;
    private final AtomicInteger queued = new AtomicInteger();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("skein-journal").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
    private final Runnable ends;
    private volatile @Nullable Outlet outlet;
    private volatile long lost;
    private boolean syncing;
    private boolean failing;
    private boolean retrying;

    /** Carries lines to other nodes. */
    public interface Outlet {
        /** A line of this node; on the archive's thread, must not wait. */
        void written(byte[] line);

        /** Something is missing here; other nodes should be asked. */
        void behind();
    }

    private Archive(Journal journal, String self, Path directory, Ticker ticker) {
        this.journal = journal;
        this.self = self;
        this.ticker = ticker;
        this.ledger =
                new Ledger(directory, self, OWN, (node, text) -> journal.add(EventKind.JOURNAL_ALTERED, node, text));
        // Lines that are under way at the end are written; what should come later is not waited for.
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.ends = journal.listen(this::accept);
        run(() -> ledger.open(ticker.epochMillis()));
    }

    /**
     * Begins to keep every event from now on.
     *
     * @param directory made if absent
     * @param self id of this node
     */
    public static Archive open(Journal journal, String self, Path directory, Ticker ticker) {
        return new Archive(journal, self, directory, ticker);
    }

    /** From now on lines go to other nodes, too. */
    public void carry(Outlet to) {
        outlet = to;
    }

    private void run(Runnable action) {
        thread.execute(() -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("journal: something failed", e);
            }
            flush();
        });
    }

    private void accept(Event event) {
        if (queued.incrementAndGet() > MOST_QUEUED) {
            queued.decrementAndGet();
            return;
        }
        run(() -> {
            queued.decrementAndGet();
            String previous = ledger.head();
            Entry entry = ledger.write(event);
            Outlet to = outlet;
            if (to != null) {
                to.written((previous + "\n" + entry.json()).getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** A line of another node, as that node's outlet got it. */
    public void heard(byte[] line) {
        String[] parts = new String(line, StandardCharsets.UTF_8).split("\n", -1);
        run(() -> {
            try {
                boolean whole = parts.length == 2 && ledger.hear(Entry.parse(parts[1]), parts[0], ticker.epochMillis());
                Outlet to = outlet;
                if (!whole && to != null) {
                    to.behind();
                }
            } catch (Entry.MalformedException e) {
                LOG.debug("journal: {}", e.getMessage());
            }
        });
    }

    /** How far this node has all journals: a question for {@link #answer}. */
    public CompletableFuture<byte[]> question() {
        return ask(() -> ledger.digest().text().getBytes(StandardCharsets.UTF_8));
    }

    /** What the node that asks lacks, as much as one answer takes; empty: nothing. */
    public CompletableFuture<byte[]> answer(byte[] question) {
        return ask(() -> {
            try {
                Digest theirs = Digest.parse(new String(question, StandardCharsets.UTF_8));
                return ledger.missing(theirs, ANSWER_CHARS).getBytes(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Takes another node's answer. How many lines were new. */
    public CompletableFuture<Integer> take(String from, byte[] answer) {
        return ask(() -> {
            try {
                return ledger.take(from, new String(answer, StandardCharsets.UTF_8), ticker.epochMillis());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What somebody wants to read, with all that happened before the call. */
    public CompletableFuture<Query.Page> find(Query query) {
        return ask(() -> {
            try {
                return ledger.find(query);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
            flush();
        });
        return answer;
    }

    private void flush() {
        try {
            ledger.flush();
            if (failing) {
                failing = false;
                journal.add(EventKind.JOURNAL_KEPT, self, ledger.lost() + " lines were lost");
            }
            if (!syncing) {
                syncing = true;
                thread.schedule(this::sync, SYNC_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            failed(e);
        }
        lost = ledger.lost();
    }

    private void failed(IOException e) {
        if (!failing) {
            failing = true;
            journal.add(EventKind.JOURNAL_LOST, self, e.toString());
        }
        if (!retrying) {
            retrying = true;
            thread.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retrying = false;
        flush();
    }

    private void sync() {
        syncing = false;
        try {
            ledger.sync();
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Events of this node that are not on its disk. */
    public long lost() {
        return lost;
    }

    /** Writes what is left, waiting two seconds at most. */
    @Override
    public void close() {
        ends.run();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("journal: the disk is slow, what was not written yet is lost");
            }
            ledger.sync();
            ledger.close();
        } catch (IOException e) {
            LOG.warn("journal: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
