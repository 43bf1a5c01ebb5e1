package dev.skein.admin;

import dev.skein.model.Ticker;
import dev.skein.transport.CutOff;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who is connected to the admin listener: so many at a time, each within bounds of time and memory. Where all places are
 * taken, whoever has been there longest without a whole request goes: connections that send nothing, or half of something,
 * keep nobody out. Confined to the admin loop.
 */
final class Clients {
    /** Connections at a time. */
    static final int MOST = 512;

    private static final String CLIENT = "client";
    private static final long LOOK_MILLIS = 100;

    private final Ticker ticker;
    private final Supplier<Duration> timeout;
    private final Map<HttpConnection, Client> all = new HashMap<>();

    /** @param timeout for a head, for a body, and to take an answer */
    Clients(Ticker ticker, Supplier<Duration> timeout) {
        this.ticker = ticker;
        this.timeout = timeout;
    }

    /** Begins to look who takes too long. */
    void watch(Vertx vertx) {
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
    }

    void opened(HttpConnection connection) {
        if (all.size() >= MOST && !madeRoom()) {
            CutOff.now(connection);
            return;
        }
        all.put(connection, new Client(ticker));
        connection.closeHandler(closed -> all.remove(connection));
    }

    private boolean madeRoom() {
        Optional<Map.Entry<HttpConnection, Client>> longest = all.entrySet().stream()
                .filter(one -> one.getValue().awaited())
                .max(Comparator.comparingLong(one -> one.getValue().unserved()));
        longest.ifPresent(one -> end(one.getKey()));
        return longest.isPresent();
    }

    private void end(HttpConnection connection) {
        all.remove(connection);
        CutOff.now(connection);
    }

    private void look() {
        long most = timeout.get().toNanos();
        for (Map.Entry<HttpConnection, Client> one : new ArrayList<>(all.entrySet())) {
            if (one.getValue().overdue(most)) {
                end(one.getKey());
            }
        }
    }

    /** Before anything is done for a request. Its body is not read yet. */
    void begin(RoutingContext context) {
        context.request().pause();
        Client client = all.get(context.request().connection());
        // Null: it was told to go, and this came before it went.
        if (client != null) {
            context.put(CLIENT, client);
            client.asks(context::next);
        }
    }

    /** When all of the request was read. */
    void whole(RoutingContext context) {
        of(context).asked();
        context.next();
    }

    /** Ends the response; the connection's next request waits until it was taken. */
    static void answer(RoutingContext context, int status, String body) {
        Client client = context.get(CLIENT);
        if (client == null) {
            // No request to any path, or to no host: refused before anything is asked.
            context.response().setStatusCode(status).end(body);
            return;
        }
        client.answered();
        context.response().setStatusCode(status).end(body).onComplete(done -> client.took());
    }

    private static Client of(RoutingContext context) {
        return Objects.requireNonNull(context.get(CLIENT));
    }
}
