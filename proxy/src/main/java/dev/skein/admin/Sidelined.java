package dev.skein.admin;

import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.control.Wish;
import dev.skein.model.AdminState;
import dev.skein.model.Health;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Servers of a pool that is up all the same: out on somebody's word, or about to be out. One line for each cause. */
final class Sidelined {
    private Sidelined() {}

    /** Out on somebody's word: no trouble, but to be remembered. */
    static void wished(PoolReport pool, List<String> wished) {
        tell(pool, Sidelined::wished, " out by an operator's word", Sidelined::wish, wished);
    }

    /** What was found out about them. */
    static void found(PoolReport pool, List<String> limps) {
        tell(pool, server -> found(server, Health.LEAVING), " leaving by its own word", Sidelined::reason, limps);
        tell(pool, server -> found(server, Health.FALLING), " failing checks", Sidelined::reason, limps);
    }

    private static boolean wished(ServerReport server) {
        Integer weight = server.wish().weight();
        return server.adminState() != AdminState.READY || weight != null && weight == 0;
    }

    private static boolean found(ServerReport server, Health health) {
        return !wished(server) && server.health() == health;
    }

    /** By the example of the first. */
    private static void tell(
            PoolReport pool,
            Predicate<ServerReport> which,
            String how,
            Function<ServerReport, String> why,
            List<String> into) {
        List<ServerReport> all = pool.servers().stream().filter(which).toList();
        if (!all.isEmpty()) {
            into.add("pool " + pool.name() + ": " + all.size() + " of "
                    + Texts.count(pool.servers().size(), "server") + (all.size() == 1 ? " is" : " are") + how + " ("
                    + all.getFirst().id() + why.apply(all.getFirst()) + ")");
        }
    }

    private static String wish(ServerReport server) {
        Wish wish = server.wish();
        String what = switch (server.adminState()) {
            case MAINTENANCE -> " in maintenance";
            case DRAIN -> " draining";
            case READY -> " with weight 0";
        };
        return what + " by " + wish.author() + (wish.reason().isEmpty() ? "" : ": " + wish.reason());
    }

    private static String reason(ServerReport server) {
        return server.reason().isEmpty() ? "" : ": " + server.reason();
    }
}
