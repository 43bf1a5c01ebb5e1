package dev.skein.keeper;

import dev.skein.model.Ticker;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A kernel that does nothing but remember; {@code answering} is what an ARP request would find. */
final class RecordingPort implements AddressPort, AddressPort.Opener {
    final Set<KeptAddress> answering = ConcurrentHashMap.newKeySet();
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile @Nullable String refusal;
    volatile @Nullable String unguarded;
    private final AtomicReference<Listener> listener = new AtomicReference<>();

    @Override
    public AddressPort open(Ticker ticker, Listener to) {
        listener.set(to);
        return this;
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
    public void take(KeptAddress address, long until) throws IOException {
        if (refusal != null) {
            throw new IOException(refusal);
        }
        answering.add(address);
        calls.add("take " + address.address().getHostAddress());
    }

    @Override
    public void renew(KeptAddress address, long until) throws IOException {
        if (!answering.contains(address)) {
            throw new IOException("not there");
        }
    }

    @Override
    public void drop(KeptAddress address) {
        answering.remove(address);
        calls.add("drop " + address.address().getHostAddress());
    }

    @Override
    public void turn() {}

    @Override
    public void close() {
        answering.clear();
    }
}
