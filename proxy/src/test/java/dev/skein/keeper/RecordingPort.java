package dev.skein.keeper;

import dev.skein.model.Ticker;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A kernel that does nothing but remember, and end its leases in time, whatever becomes of the keeper. */
final class RecordingPort implements AddressPort, AddressPort.Opener {
    private final Map<KeptAddress, Long> until = new ConcurrentHashMap<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile @Nullable String refusal;
    volatile @Nullable String unguarded;
    private final AtomicReference<Listener> listener = new AtomicReference<>();

    @Override
    public AddressPort open(Ticker ticker, Listener to) {
        listener.set(to);
        return this;
    }

    /** What an ARP request would find. */
    boolean answers(KeptAddress address) {
        Long end = until.get(address);
        return end != null && Ticker.SYSTEM.nanos() - end < 0;
    }

    Listener listener() {
        return listener.get();
    }

    @Override
    public @Nullable String guard(Collection<KeptAddress> all) {
        calls.add("guard " + all);
        return unguarded;
    }

    @Override
    public void take(KeptAddress address, long deadline) throws IOException {
        if (refusal != null) {
            throw new IOException(refusal);
        }
        until.put(address, deadline);
        calls.add("take " + address.address().getHostAddress());
    }

    @Override
    public void renew(KeptAddress address, long deadline) throws IOException {
        if (until.replace(address, deadline) == null) {
            throw new IOException("not there");
        }
    }

    @Override
    public void drop(KeptAddress address) {
        until.remove(address);
        calls.add("drop " + address.address().getHostAddress());
    }

    @Override
    public void turn() {}

    @Override
    public void close() {
        until.clear();
    }
}
