package dev.skein.acme;

import dev.skein.cluster.Agreed;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.keys.Vault;
import dev.skein.config.AcmeSettings;
import dev.skein.config.Settings;
import dev.skein.control.CertificatesInUse.Renewal;
import dev.skein.listener.Issuance;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Journal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's part in certificates that come by themselves: it serves what was issued, and orders while it has the role. */
public final class Acme implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acme.class);
    private static final long LOOK_MILLIS = 250;

    private final Node node;
    private final Spread spread;
    private final Shelf shelf;
    private final Desk desk;
    private final Audience audience;
    private final Orderer orderer;
    private final ScheduledThreadPoolExecutor threads;
    private @Nullable Authority authority;
    private @Nullable AcmeSettings asked;
    private long reported = -1;
    private volatile List<Renewal> renewals = List.of();

    /**
     * What it is done with.
     *
     * @param register null where nothing decides yet
     * @param holds whether this node is the one that orders
     * @param linked ids of the nodes that are connected to this one
     */
    public record Node(
            Supplier<Settings> settings,
            Vault vault,
            Supplier<Agreed.@Nullable Register> register,
            BooleanSupplier holds,
            Issuance issuance,
            Cluster cluster,
            Supplier<Set<String>> linked,
            Journal journal,
            Ticker ticker) {}

    /** Takes up what was issued before; begins nothing. */
    public Acme(Node node) {
        this.node = node;
        this.shelf = new Shelf(node.vault(), node.holds());
        this.desk = new Desk(node.register());
        this.audience = new Audience(node.cluster(), node.linked());
        this.spread = new Spread(shelf, node.issuance(), node.journal(), node.ticker());
        this.orderer =
                new Orderer(new Ground(shelf, desk, node.journal(), node.holds(), audience::knows, new SecureRandom()));
        this.threads = new ScheduledThreadPoolExecutor(
                2,
                Thread.ofPlatform().name("skein-acme-", 0).daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        Wanted wanted = Wanted.of(node.settings().get());
        if (wanted != null) {
            spread.certificates(wanted);
        }
    }

    /** @param changed told when other certificates are to be used */
    public void start(Runnable changed) {
        every(() -> serve(changed));
        every(this::order);
    }

    private void every(Runnable look) {
        var unused = threads.scheduleWithFixedDelay(new Guarded(look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Thrown on, it would be the last look; told each time, it would fill the log. */
    private static final class Guarded implements Runnable {
        private final Runnable look;
        private String told = "";

        Guarded(Runnable look) {
            this.look = look;
        }

        @Override
        public void run() {
            try {
                look.run();
                told = "";
            } catch (RuntimeException e) {
                if (!told.equals(e.toString())) {
                    told = e.toString();
                    LOG.error("acme: a look failed, and is repeated", e);
                }
            }
        }
    }

    private void serve(Runnable changed) {
        Wanted wanted = Wanted.of(node.settings().get());
        Desk.Page page = desk.read();
        spread.answers(wanted == null ? Book.EMPTY : page.book());
        if (page.index() != reported) {
            reported = page.index();
            audience.publish(reported);
        }
        boolean others = wanted != null && spread.certificates(wanted);
        List<Renewal> next = wanted == null ? List.of() : renewals(wanted, page.book());
        if (others || !next.equals(renewals)) {
            renewals = next;
            changed.run();
        }
    }

    private List<Renewal> renewals(Wanted wanted, Book book) {
        List<Renewal> all = new ArrayList<>();
        for (String id : wanted.sets().keySet()) {
            Item item = book.item(id);
            Holding held = shelf.holding(id);
            long at = held == null ? 0 : held.renewAt(wanted.from().renewBefore(), item.suggested());
            all.add(new Renewal(id, at, spread.without(id), item.open(), item.trouble()));
        }
        return List.copyOf(all);
    }

    private void order() {
        Wanted wanted = Wanted.of(node.settings().get());
        if (wanted == null || !node.holds().getAsBoolean()) {
            end();
            return;
        }
        Authority to = authority;
        if (to == null || !wanted.from().equals(asked)) {
            end();
            to = AcmeDirectory.open(wanted.from());
            authority = to;
            asked = wanted.from();
        }
        orderer.look(wanted, to, node.ticker().epochMillis());
    }

    private void end() {
        Authority before = authority;
        authority = null;
        if (before != null) {
            before.close();
        }
    }

    /** What clients are shown for names whose certificates come by themselves, and when that is renewed. Any thread. */
    public List<Renewal> renewals() {
        return renewals;
    }

    /**
     * Has a certificate ordered before its time, or goes on at once where that waits after a failure. Any thread.
     *
     * @param id {@code acme:} and its names
     * @return fails with an {@link IllegalStateException} that says why nothing is ordered
     */
    public CompletableFuture<Void> hasten(String id) {
        return CompletableFuture.runAsync(
                () -> {
                    Wanted wanted = Wanted.of(node.settings().get());
                    if (wanted == null || !wanted.sets().containsKey(id)) {
                        throw new IllegalStateException(
                                id + ": nobody orders it (expected: names in the configuration)");
                    }
                    new Haste(desk).of(wanted, id, node.ticker().epochMillis());
                },
                threads);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
