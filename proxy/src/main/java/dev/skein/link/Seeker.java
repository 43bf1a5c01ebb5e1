package dev.skein.link;

import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that whoever is at one address is connected: dials, waits longer after each failure, rests while the node that
 * it found there is connected, by whichever connection. Confined to the link's thread.
 */
final class Seeker {
    private static final Logger LOG = LoggerFactory.getLogger(Seeker.class);

    private final LinkCore core;
    private final Peers peers;
    private final InetSocketAddress address;
    private final Dialer dialer;
    private final Backoff backoff;
    private @Nullable String node;
    private @Nullable Future<?> next;
    private String told = "";
    private boolean dialing;
    private boolean stopped;

    /** Opens connections. */
    interface Dialer {
        void dial(InetSocketAddress address, Greeter.Attempt attempt);
    }

    Seeker(LinkCore core, Peers peers, InetSocketAddress address, Dialer dialer) {
        this.core = core;
        this.peers = peers;
        this.address = address;
        this.dialer = dialer;
        this.backoff = new Backoff(core.timing().firstRetry(), core.timing().lastRetry(), core.random());
    }

    void start() {
        seek();
    }

    void stop() {
        stopped = true;
        cancel();
    }

    /** That node can't be spoken to any more. */
    void lost(String gone) {
        if (gone.equals(node)) {
            backoff.reset();
            again(backoff.nextNanos());
        }
    }

    private void seek() {
        if (stopped || dialing) {
            return;
        }
        if (node != null && (node.equals(core.node()) || peers.of(node) != null)) {
            // Whoever is there may become another one: an address may move.
            again(core.timing().lastRetry().toNanos());
            return;
        }
        dial(false);
    }

    private void dial(boolean renews) {
        dialing = true;
        dialer.dial(address, new Try(renews));
    }

    private final class Try implements Greeter.Attempt {
        private final boolean renews;

        Try(boolean renews) {
            this.renews = renews;
        }

        @Override
        public boolean renews() {
            return renews;
        }

        @Override
        public void established(String found) {
            dialing = false;
            node = found;
            told = "";
            backoff.reset();
            LinkConnection connection = peers.of(found);
            if (connection != null && connection.origin().dialed()) {
                connection.redial(Seeker.this::renew);
            }
            again(core.timing().lastRetry().toNanos());
        }

        @Override
        public void failed(@Nullable String found, boolean refused, String reason) {
            dialing = false;
            node = found;
            if (!reason.isEmpty() && !reason.equals(told)) {
                told = reason;
                LOG.info("{}; trying again", reason);
            }
            again(refused ? backoff.longestNanos() : backoff.nextNanos());
        }
    }

    private void renew() {
        if (!stopped && !dialing) {
            dial(true);
        }
    }

    private void again(long nanos) {
        cancel();
        if (!stopped) {
            next = core.loop().schedule(this::seek, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void cancel() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }
}
