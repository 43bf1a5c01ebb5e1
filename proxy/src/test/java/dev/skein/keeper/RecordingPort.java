package dev.skein.keeper;

import dev.skein.model.Ticker;
import dev.skein.vip.Flow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A kernel that only remembers when it answered, and ends its leases in time, whatever becomes of the keeper. */
final class RecordingPort implements AddressPort, AddressPort.Opener, HandOverPort {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Flow> connections = new CopyOnWriteArrayList<>();
    /** Flows that it was told are other nodes'. */
    final List<Flow> foreign = new CopyOnWriteArrayList<>();

    final List<Flow> tickled = new CopyOnWriteArrayList<>();
    final AtomicInteger counted = new AtomicInteger();
    final long mac;
    private volatile Map<KeptAddress, Division> divided = Map.of();
    volatile @Nullable String refusal;
    volatile @Nullable String unguarded;
    private final Set<KeptAddress> looping = ConcurrentHashMap.newKeySet();
    private final List<Span> over = new ArrayList<>();
    private final Map<KeptAddress, Span> open = new HashMap<>();

    RecordingPort(long mac) {
        this.mac = mac;
    }

    /** From when until when it answered for an address. */
    record Span(KeptAddress address, long from, long to) {
        boolean overlaps(Span other) {
            return address.equals(other.address) && from - other.to < 0 && other.from - to < 0;
        }
    }

    @Override
    public AddressPort open(Ticker ticker, Listener to) {
        return this;
    }

    /** What an ARP request would find now. */
    synchronized boolean answers(KeptAddress address) {
        Span span = open.get(address);
        return span != null && Ticker.SYSTEM.nanos() - span.to() < 0;
    }

    /** All times at which it answered; one that has not ended yet, until its lease would. */
    synchronized List<Span> spans() {
        List<Span> all = new ArrayList<>(over);
        all.addAll(open.values());
        return all;
    }

    @Override
    public @Nullable String guard(Collection<KeptAddress> all) {
        calls.add("guard " + all);
        return unguarded;
    }

    @Override
    public synchronized void take(KeptAddress address, long until) throws IOException {
        if (refusal != null) {
            throw new IOException(refusal);
        }
        end(address);
        open.put(address, new Span(address, Ticker.SYSTEM.nanos(), until));
        calls.add("take " + address.address().getHostAddress());
    }

    @Override
    public synchronized void renew(KeptAddress address, long until) throws IOException {
        Span span = open.get(address);
        if (span == null || Ticker.SYSTEM.nanos() - span.to() >= 0) {
            take(address, until);
        } else {
            open.put(address, new Span(address, span.from(), until));
        }
    }

    @Override
    public synchronized void drop(KeptAddress address) {
        end(address);
        looping.remove(address);
        calls.add("drop " + address.address().getHostAddress());
    }

    private void end(KeptAddress address) {
        Span span = open.remove(address);
        if (span != null) {
            long now = Ticker.SYSTEM.nanos();
            over.add(new Span(address, span.from(), now - span.to() < 0 ? now : span.to()));
        }
    }

    @Override
    public void loop(KeptAddress address) {
        looping.add(address);
    }

    boolean loops(KeptAddress address) {
        return looping.contains(address);
    }

    @Override
    public HandOverPort handOvers() {
        return this;
    }

    @Override
    public long mac(KeptAddress address) {
        return mac;
    }

    @Override
    public void peers(Set<Long> macs) {
        calls.add("peers " + macs.size());
    }

    @Override
    public void offer(KeptAddress address) {
        calls.add("offer");
    }

    @Override
    public synchronized void expect(KeptAddress address, long holderMac, long until) throws IOException {
        if (refusal != null) {
            throw new IOException(refusal);
        }
        calls.add("expect from " + holderMac);
    }

    @Override
    public synchronized void retire(KeptAddress address, long successorMac, long until) {
        end(address);
        calls.add("retire to " + successorMac);
    }

    @Override
    public void divide(Map<KeptAddress, Division> all, Map<KeptAddress, Set<Flow>> elsewhere) {
        calls.add("divide");
        divided = Map.copyOf(all);
        elsewhere.values().forEach(foreign::addAll);
    }

    @Override
    public int endSuperseded() {
        calls.add("end superseded");
        return foreign.size();
    }

    /** How flows are divided. */
    Map<KeptAddress, Division> divided() {
        return divided;
    }

    @Override
    public synchronized void stepBack(KeptAddress address, long until) {
        end(address);
        calls.add("step back");
    }

    @Override
    public void serve(KeptAddress address, long until) {
        calls.add("serve");
    }

    @Override
    public void divert(KeptAddress address, long nextMac) {
        calls.add("divert to " + nextMac);
    }

    @Override
    public void relay(KeptAddress address, long formerMac) {
        calls.add("relay to " + formerMac);
    }

    @Override
    public void tickle(KeptAddress address, List<Flow> flows) {
        tickled.addAll(flows);
    }

    @Override
    public List<Flow> connections(KeptAddress address, boolean unfinished) {
        counted.incrementAndGet();
        return List.copyOf(connections);
    }

    @Override
    public boolean turn() {
        return false;
    }

    @Override
    public synchronized void close() {
        List.copyOf(open.keySet()).forEach(this::end);
    }
}
