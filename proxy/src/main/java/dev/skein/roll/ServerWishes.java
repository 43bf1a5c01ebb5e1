package dev.skein.roll;

import dev.skein.control.Change;
import dev.skein.control.Control;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.control.Wish;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admin states that a roll wants, as wishes beside those of operators. */
final class ServerWishes {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWishes.class);

    private ServerWishes() {}

    /** Wishes, soon. */
    static void wish(Ground ground, Order.Wish order) {
        Control control = ground.control();
        long now = ground.ticker().epochMillis();
        control.report()
                .thenCompose(pools -> pools.stream()
                        .filter(pool -> pool.name().equals(order.server().pool()))
                        .flatMap(pool -> pool.servers().stream())
                        .filter(server -> server.key().equals(order.server()))
                        .findFirst()
                        .map(server -> control.submit(new Change.Wished(server.key(), wish(order, server, now))))
                        .orElseGet(() -> CompletableFuture.completedFuture(null)))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.warn("{}: {} was not wished: {}", order.reason(), order.server(), failure.toString());
                    }
                });
    }

    /** The weight that somebody wished stays. */
    private static Wish wish(Order.Wish order, ServerReport server, long now) {
        return new Wish(order.state(), server.wish().weight(), order.reason(), order.reason(), now, 0);
    }
}
