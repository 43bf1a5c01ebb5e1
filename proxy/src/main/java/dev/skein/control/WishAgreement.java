package dev.skein.control;

import dev.skein.cluster.Agreed;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.LastWins.Entry;
import dev.skein.model.ServerKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wishes that a majority of the voters has agreed on, and those that it has yet to. Reads the register's value as this node
 * knows it, and writes only when something is missing there. Confined to the control thread.
 */
final class WishAgreement {
    static final String KEY = "wishes";

    private static final Logger LOG = LoggerFactory.getLogger(WishAgreement.class);

    /** How the last attempt to write went. */
    private enum State {
        IDLE,
        BUSY,
        FAILED
    }

    private final Agreed agreed;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private Map<ServerKey, Entry<Wish>> decided = Map.of();
    private long index;
    private boolean tooMany;

    WishAgreement(Agreed agreed) {
        this.agreed = agreed;
    }

    /** Whether there is anything that agrees. */
    boolean possible() {
        return agreed.register() != null;
    }

    /** What was decided since the last call. */
    Map<ServerKey, Entry<Wish>> news() {
        Agreed.Register register = agreed.register();
        Agreed.Value value = register == null ? null : register.value(KEY);
        if (value == null || value.index() == index) {
            return Map.of();
        }
        index = value.index();
        try {
            decided = WishList.decode(value.bytes());
            return decided;
        } catch (MalformedException e) {
            LOG.warn("wishes in the register that this version can't read: {}", e.getMessage());
            return Map.of();
        }
    }

    /** What was decided of a server; null if nothing was. */
    @Nullable
    Entry<Wish> decided(ServerKey key) {
        return decided.get(key);
    }

    /** Servers of which something later is known here than what was decided. */
    Set<ServerKey> missing(Map<ServerKey, Entry<Wish>> known) {
        Set<ServerKey> missing = new HashSet<>();
        known.forEach((key, entry) -> {
            Entry<Wish> there = decided.get(key);
            if (there == null || there.stamp().compareTo(entry.stamp()) < 0) {
                missing.add(key);
            }
        });
        return missing;
    }

    /** Whether the last attempt found no majority. */
    boolean failed() {
        return state.get() == State.FAILED;
    }

    /** Has what is known here decided, too, unless that is under way; listeners of the register hear how it went. */
    void put(Map<ServerKey, Entry<Wish>> known) {
        Agreed.Register register = agreed.register();
        if (register == null || !register.heard() || state.get() == State.BUSY) {
            return;
        }
        Map<ServerKey, Entry<Wish>> all = new HashMap<>(known);
        decided.forEach((key, entry) ->
                all.merge(key, entry, (one, two) -> one.stamp().compareTo(two.stamp()) >= 0 ? one : two));
        byte[] bytes = WishList.encode(all);
        if (bytes.length > WishList.MOST_BYTES) {
            complain(bytes.length);
            return;
        }
        tooMany = false;
        state.set(State.BUSY);
        register.put(KEY, index, bytes).whenComplete((answered, failure) -> {
            state.set(failure == null && answered ? State.IDLE : State.FAILED);
            agreed.changed();
        });
    }

    private void complain(int bytes) {
        if (!tooMany) {
            tooMany = true;
            LOG.warn(
                    "wishes: {} bytes are too many for the register (expected: at most {}): the latest ones stay local",
                    bytes,
                    WishList.MOST_BYTES);
        }
    }
}
