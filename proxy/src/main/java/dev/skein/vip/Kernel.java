package dev.skein.vip;

import dev.skein.model.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Virtual addresses on this machine. One thread opens it and calls all of it, above all {@link #turn(long)} in a loop;
 * others may call {@link #wake()}. What fails is thrown with the error's name; whatever was asked for may be asked for
 * again, and is done once.
 */
public final class Kernel implements AutoCloseable {
    private static final int WARM_ROUNDS = 200;

    private final Ticker ticker;
    private final Consumer<KernelEvent> listener;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Poller poller;
    private final Watch watch;
    private final AddressBook book;
    private final Announcer announcer;
    private final Connections connections;
    private final Tickler tickler;
    private final Relay relay;
    private final Sharing sharing;
    private final int watched;
    private @Nullable FenceRepair repair;

    private Kernel(Ticker ticker, Consumer<KernelEvent> listener) throws KernelException {
        this.ticker = ticker;
        this.listener = listener;
        try {
            this.poller = keep(new Poller());
            this.book = keep(AddressBook.open());
            // Opened before the interfaces are listed, so that no change falls between.
            this.watch = keep(new Watch(book, this::hear));
            book.links().putAll(book.lookUpLinks());
            this.announcer = keep(new Announcer());
            this.connections = keep(new Connections());
            this.tickler = keep(new Tickler());
            this.relay = keep(new Relay(book, connections));
            this.sharing = keep(new Sharing(book, connections));
            this.watched = poller.add(watch.descriptor());
        } catch (KernelException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the sockets; needs CAP_NET_ADMIN and CAP_NET_RAW, see {@link Privileges}.
     *
     * @param listener called by {@link #turn(long)} only, so that it may call this object
     */
    public static Kernel open(Ticker ticker, Consumer<KernelEvent> listener) throws KernelException {
        return new Kernel(ticker, listener);
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.addFirst(part);
        return part;
    }

    /** All interfaces, by index, as last told by the kernel. */
    public List<Link> links() {
        return List.copyOf(book.links().values());
    }

    /** All addresses of all interfaces, asked now. */
    public List<AssignedAddress> addresses() throws KernelException {
        return book.addresses();
    }

    /**
     * Puts an address on its interface, or sets its lifetime anew if it is there. It answers from now on, unless a fence
     * guards it; nobody is told before {@link #announce}.
     *
     * @param validSeconds after which the kernel takes it off by itself, at least 1; 0: never
     */
    public void put(VirtualAddress address, int validSeconds) throws KernelException {
        book.put(address, validSeconds);
        watch.expect(address, book.needed(address).index());
    }

    /** Takes an address off, and stops announcing it; whether it was there. */
    public boolean remove(VirtualAddress address) throws KernelException {
        announcer.silence(address);
        tickler.forget(address);
        int index = watch.forget(address);
        return index < 0 ? book.remove(address) : book.remove(address.address(), address.prefix(), index);
    }

    /**
     * Takes off what carries this program's mark and was not put by this object: what a killed predecessor left.
     *
     * @return what was taken off
     */
    public List<AssignedAddress> removeLeftovers() throws KernelException {
        List<AssignedAddress> removed = new ArrayList<>();
        for (AssignedAddress each : book.addresses()) {
            if (each.ours() && !watch.expects(each) && book.remove(each.address(), each.prefix(), each.index())) {
                removed.add(each);
            }
        }
        return removed;
    }

    /**
     * Tells the network where the address is now: at once, and by {@link #turn(long)} after 50, 200 and 1000 ms, then every
     * 10 s until {@link #silence} or {@link #remove}. Renew the fence's lease first: a closed fence drops announcements.
     */
    public void announce(VirtualAddress address) throws KernelException {
        announcer.announce(address, book.needed(address), ticker.nanos());
    }

    /** Announces it no longer; it stays where it is. */
    public void silence(VirtualAddress address) {
        announcer.silence(address);
    }

    /** The established connections of an address that this machine holds, for its successor to {@link #tickle}. */
    public List<Flow> connections(VirtualAddress address) throws KernelException {
        return connections.established(address.address());
    }

    /**
     * Has the clients of a former holder's connections notice that these are gone: after {@link #announce}, once this
     * machine holds the address. The packets are sent by {@link #turn(long)}, some at a time.
     */
    public void tickle(VirtualAddress address, Collection<Flow> flows) {
        tickler.tickle(address, flows, ticker.nanos());
    }

    /** Whether packets of a {@link #tickle} are due already, so that the next {@link #turn(long)} should come at once. */
    public boolean tickling() {
        return tickler.due(ticker.nanos());
    }

    /** For hand-overs without a lost connection. */
    public Relay relay() {
        return relay;
    }

    /** For addresses that several nodes serve at once. */
    public Sharing sharing() {
        return sharing;
    }

    /**
     * Makes the fence, closed, or takes over what a predecessor left of it; owned if the kernel can, else watched. Once.
     *
     * @param table its name, of letters, digits and {@code _}; one process may have it
     */
    public Fence fence(String table) throws KernelException {
        try {
            return fence(table, Fence.Mechanism.OWNED);
        } catch (KernelException e) {
            if (e.number() == Errno.EPERM) {
                throw e;
            }
            return fence(table, Fence.Mechanism.WATCHED);
        }
    }

    /** By that mechanism and no other. */
    Fence fence(String table, Fence.Mechanism mechanism) throws KernelException {
        FenceRepair made = keep(new FenceRepair(new Fence(ticker, table, mechanism, book), listener));
        made.watch(poller);
        repair = made;
        return made.fence();
    }

    /**
     * Goes the way of a take-over many times without effect, so that the first real one is not slowed by class loading and
     * the interpreter: some 100 ms. After {@link #fence}.
     */
    public void warm() throws KernelException {
        for (int round = 0; round < WARM_ROUNDS; round++) {
            for (VirtualAddress nobodys : FenceSupport.NOBODYS) {
                book.putNowhere(nobodys);
                announcer.practise(nobodys, book.link("lo"));
                tickler.practise(nobodys);
                if (repair != null) {
                    repair.fence().practise(nobodys);
                }
            }
        }
    }

    /**
     * Waits for the kernel, for an announcement that is due or for {@link #wake()}, at most that long; then tells the
     * listener what happened and sends what is due.
     *
     * @param nanos 0 or more; rounded up to milliseconds
     */
    public void turn(long nanos) throws KernelException {
        Long due = announcer.turn(ticker.nanos(), listener);
        Long more = tickler.turn(ticker.nanos());
        poller.await(Math.max(0, Math.min(until(due, nanos), until(more, nanos))));
        if (poller.ready(watched)) {
            watch.read();
        }
        if (repair != null) {
            repair.read(poller);
        }
        announcer.turn(ticker.nanos(), listener);
    }

    private long until(@Nullable Long due, long otherwise) {
        return due == null ? otherwise : Math.min(otherwise, due - ticker.nanos());
    }

    /** Ends a {@link #turn(long)} that waits, or the next one at once. By any thread. */
    public void wake() {
        poller.wake();
    }

    private void hear(KernelEvent event) {
        if (repair != null) {
            repair.hear(event);
        }
        if (event instanceof KernelEvent.AddressLost(VirtualAddress address)) {
            announcer.silence(address);
        }
        if (event instanceof KernelEvent.LinkChanged(Link link) && link.up()) {
            announcer.again(link, ticker.nanos(), listener);
        }
        listener.accept(event);
    }

    /** Closes the sockets. Addresses stay; whoever wants them off calls {@link #remove} before. */
    @Override
    public void close() {
        for (AutoCloseable part : opened) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing sockets", e);
            }
        }
        opened.clear();
    }
}
