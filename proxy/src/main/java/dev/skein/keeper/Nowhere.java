package dev.skein.keeper;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Addresses that this machine's kernel has nothing to do with: a cloud's, say. */
final class Nowhere implements AddressPort {
    @Override
    public @Nullable String guard(Collection<KeptAddress> all) {
        return null;
    }

    @Override
    public void take(KeptAddress address, long until) {
        // The operator's program does.
    }

    @Override
    public void renew(KeptAddress address, long until) {
        // Nothing here would end by itself.
    }

    @Override
    public void drop(KeptAddress address) {
        // The operator's program does.
    }

    @Override
    public void loop(KeptAddress address) {
        // Not this kind.
    }

    @Override
    public HandOverPort handOvers() {
        throw new IllegalStateException("connections come to an interface");
    }

    @Override
    public boolean turn() {
        // Nobody tells anything.
        return false;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
