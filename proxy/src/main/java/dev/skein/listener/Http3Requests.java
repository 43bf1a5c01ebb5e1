package dev.skein.listener;

import dev.skein.model.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The requests under way on one connection: no more than QUIC lets it have streams. QUIC itself no longer counts those whose
 * answers the client has refused, of which nobody here is told: so they are looked at again and again. Confined to its loop.
 */
final class Http3Requests {
    /** Between two looks. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Http3Stream> open = new HashSet<>();
    private final Http3Connection connection;
    private final int most;
    private final ConnectionTimer watch;
    private boolean watching;

    Http3Requests(Http3Connection connection, int most) {
        this.connection = connection;
        this.most = most;
        this.watch = new ConnectionTimer(connection.loop, this::look);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** One more; whether there was room for it. */
    boolean add(Http3Stream stream) {
        if (!watching) {
            watching = true;
            watch.start(LOOK_NANOS);
        }
        return open.size() < most && open.add(stream);
    }

    private void look() {
        connection.control.look();
        List.copyOf(open).forEach(Http3Stream::look);
        watching = !open.isEmpty() && !connection.dead();
        if (watching) {
            watch.start(LOOK_NANOS);
        }
    }

    /** Whether it was among them. */
    boolean remove(Http3Stream stream) {
        return open.remove(stream);
    }

    void endAll(Failure failure) {
        List.copyOf(open).forEach(one -> one.gone(failure));
    }

    /** The connection is over. */
    void end() {
        watch.remove();
        endAll(Failure.CLIENT_ABORT);
    }
}
