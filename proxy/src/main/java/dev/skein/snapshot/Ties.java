package dev.skein.snapshot;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections that hang on one server, and end when it takes no more: when it is down, in maintenance or gone. Whoever ties
 * one has to look once more afterwards whether the server still takes it, since it may have gone a moment before. Any thread.
 */
public final class Ties {

    /** A connection that ends with its server. */
    public interface Tied {
        /** The server takes no more; on the control thread, and perhaps more than once. */
        void cut();
    }

    private final Set<Tied> tied = ConcurrentHashMap.newKeySet();

    /** From now on it ends with the server. */
    public void tie(Tied one) {
        tied.add(one);
    }

    /** It has ended. */
    public void untie(Tied one) {
        tied.remove(one);
    }

    /** The server takes no more, and whoever looks sees that already. */
    public void cut() {
        tied.forEach(Tied::cut);
    }
}
