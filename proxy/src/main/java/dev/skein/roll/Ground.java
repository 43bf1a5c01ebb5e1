package dev.skein.roll;

import dev.skein.cluster.Agreed;
import dev.skein.cluster.Cluster;
import dev.skein.control.Control;
import dev.skein.control.Tallies;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Journal;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What rolls stand on.
 *
 * @param register null while nothing decides
 * @param drives whether this node is the one that takes steps
 * @param without why the cluster can't be without a node at the moment; empty: it can
 * @param restarter asks a node to restart
 */
public record Ground(
        Cluster cluster,
        Control control,
        Tallies tallies,
        Journal journal,
        Ticker ticker,
        Supplier<Agreed.@Nullable Register> register,
        BooleanSupplier drives,
        Function<String, String> without,
        Restarter restarter) {

    /** Asks a node to restart, soon, unless it is another life already; to be asked again if nothing happens. */
    @FunctionalInterface
    public interface Restarter {
        void restart(String node, long life);
    }
}
