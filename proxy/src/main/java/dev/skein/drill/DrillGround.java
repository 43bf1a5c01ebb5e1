package dev.skein.drill;

import dev.skein.cluster.Agreed;
import dev.skein.cluster.Cluster;
import dev.skein.control.Control;
import dev.skein.control.Tallies;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Journal;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What drills stand on.
 *
 * @param register null while nothing decides
 * @param drives whether this node is the one that takes steps
 * @param without why the cluster can't be without a node at the moment; empty: it can
 * @param rolling what is rolled, {@code roll 3}; empty: nothing
 * @param url what the probe asks where nobody said
 * @param own what this node does with itself
 */
public record DrillGround(
        Cluster cluster,
        Control control,
        Tallies tallies,
        Journal journal,
        Ticker ticker,
        Supplier<Agreed.@Nullable Register> register,
        BooleanSupplier drives,
        Function<String, String> without,
        Supplier<String> rolling,
        Supplier<String> url,
        Addresses addresses,
        Own own) {

    /** Virtual addresses. */
    public interface Addresses {
        /** Of a node without a cluster. */
        Addresses NONE = new Addresses() {
            @Override
            public String holder(String address) {
                return "";
            }

            @Override
            public String other(String address, String holder) {
                return "";
            }

            @Override
            public CompletableFuture<Void> move(String holder, String address, String to) {
                return CompletableFuture.completedFuture(null);
            }
        };

        /** Who holds it; empty: nobody, or there is no such address. */
        String holder(String address);

        /** A node that could hold it, is alive and well, and not that one; empty: none. */
        String other(String address, String holder);

        /** Has its holder hand it over, soon. */
        CompletableFuture<Void> move(String holder, String address, String to);
    }

    /** What a node does with itself, and undoes. */
    public interface Own {
        /** Hands over what it holds and is not ready, while {@code on}. */
        void drain(boolean on);

        /** Holds the grid's messages back, while {@code on}. */
        void freeze(boolean on);
    }
}
