package dev.skein;

import dev.skein.model.Failure;
import dev.skein.model.Ticker;
import dev.skein.proxying.Complaints;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The words behind failures, in the node's log: of each kind of failure one line a second at the most, with how many were
 * left out since the last one. The access log has every one of them, as an end code.
 */
final class ComplaintLog implements Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(ComplaintLog.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ticker ticker;
    private final AtomicLongArray toldAt = new AtomicLongArray(Failure.values().length);
    private final AtomicLongArray leftOut = new AtomicLongArray(Failure.values().length);

    ComplaintLog(Ticker ticker) {
        this.ticker = ticker;
        for (int i = 0; i < toldAt.length(); i++) {
            toldAt.set(i, ticker.nanos() - PERIOD_NANOS);
        }
    }

    @Override
    public void complain(Failure failure, String reason) {
        int kind = indexOf(failure);
        long now = ticker.nanos();
        long before = toldAt.get(kind);
        if (now - before < PERIOD_NANOS || !toldAt.compareAndSet(kind, before, now)) {
            leftOut.incrementAndGet(kind);
            return;
        }
        long silent = leftOut.getAndSet(kind, 0);
        if (silent == 0) {
            LOG.info("{}: {}", failure.text(), reason);
        } else {
            LOG.info("{}: {} (and {} more since the last such line)", failure.text(), reason, silent);
        }
    }

    @SuppressWarnings("EnumOrdinal") // an index into arrays of this run, kept nowhere
    private static int indexOf(Failure failure) {
        return failure.ordinal();
    }
}
